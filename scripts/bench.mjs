import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { build as bundle } from 'vite'
import { build, whyBuild } from './build.mjs'
import { root } from './tool.mjs'

// The pages are measured on the built program, the modules bundled as the program bundles them: a development loader
// would be measured otherwise.
if (whyBuild()) await build()
const folder = join(root, 'out', 'bench')
await bundle({
  root,
  configFile: false,
  logLevel: 'warn',
  build: {
    ssr: 'bench/bench.ts',
    target: 'node20',
    outDir: folder,
    emptyOutDir: true,
    rolldownOptions: { output: { entryFileNames: 'bench.js' } },
  },
})
const child = spawn(process.execPath, ['--expose-gc', join(folder, 'bench.js'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
child.once('exit', (code) => (process.exitCode = code ?? 1))
