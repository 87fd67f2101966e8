import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { build as bundle } from 'vite'
import { build, whyBuild } from './build.mjs'
import { root } from './tool.mjs'

// The pages are measured on the built program, the modules bundled as the program bundles them: a development loader
// would be measured otherwise.
// `daemon` measures the session daemon, `logins` logging in, `imports` tables, `apply` many folders, nothing everything else.
const [subject, ...rest] = process.argv.slice(2)
const entry = ['daemon', 'logins', 'imports', 'apply'].includes(subject) ? subject : 'bench'
const args = entry === 'bench' ? process.argv.slice(2) : rest
if (whyBuild()) await build()
const folder = join(root, 'out', 'bench')
await bundle({
  root,
  configFile: false,
  logLevel: 'warn',
  build: {
    ssr: `bench/${entry}.ts`,
    target: 'node20',
    outDir: folder,
    emptyOutDir: true,
    rolldownOptions: { output: { entryFileNames: `${entry}.js` } },
  },
})
const child = spawn(process.execPath, ['--expose-gc', join(folder, `${entry}.js`), ...args], {
  cwd: root,
  stdio: 'inherit',
})
child.once('exit', (code) => (process.exitCode = code ?? 1))
