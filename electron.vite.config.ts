import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import manifest from './package.json'
import { withoutKeyTrial } from './scripts/withoutKeyTrial'

export default defineConfig({
  main: {
    plugins: [withoutKeyTrial],
    build: {
      // One file instead of a thousand: the OPC UA client is ready in a third of the time.
      externalizeDeps: { exclude: Object.keys(manifest.dependencies).filter((name) => name.startsWith('node-opcua-')) },
      rollupOptions: {
        input: {
          index: 'src/main/index.ts',
          cli: 'src/main/cli.ts',
          opcuaWorker: 'src/main/opcua/worker.ts',
          keychainProcess: 'src/main/vault/keychainProcess.ts',
        },
        external: ['proper-lockfile'],
      },
    },
  },
  preload: {
    // A sandboxed preload cannot load ES modules.
    build: { minify: true, rollupOptions: { input: { index: 'src/preload/index.ts' }, output: { format: 'cjs' } } },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    // The page comes from the same machine: one file of this size costs nothing. The largest one, which estimates
    // passwords, is loaded when somebody chooses one.
    build: { minify: true, chunkSizeWarningLimit: 3000, rollupOptions: { input: 'src/renderer/index.html' } },
  },
})
