import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

export default defineConfig({
  main: {
    build: {
      rollupOptions: { input: { index: 'src/main/index.ts', cli: 'src/main/cli.ts' } },
    },
  },
  preload: {
    // A sandboxed preload cannot load ES modules.
    build: { minify: true, rollupOptions: { input: { index: 'src/preload/index.ts' }, output: { format: 'cjs' } } },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    // The page comes from the same machine: one file of this size costs nothing.
    build: { minify: true, chunkSizeWarningLimit: 1000, rollupOptions: { input: 'src/renderer/index.html' } },
  },
})
