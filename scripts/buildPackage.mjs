import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { command, root, run } from './tool.mjs'

/** What other programs import (`keyswitch/back-ends`, `keyswitch/conformance`): one module each, with declarations. */
export async function buildPackage(to = join(root, 'out')) {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node20',
      outDir: join(to, 'package'),
      emptyOutDir: true,
      copyPublicDir: false,
      rollupOptions: { input: { backEnds: 'src/package/backEnds.ts', conformance: 'src/package/conformance.ts' } },
    },
  })
  const types = join(to, 'types')
  rmSync(types, { recursive: true, force: true })
  const { ok, output } = await run(command('typescript', 'tsc'), ['-p', 'tsconfig.package.json', '--outDir', types])
  if (!ok) throw new Error(`The declarations could not be made.\n${output}`)
  for (const entry of readdirSync(types, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    writeFileSync(file, withEndings(readFileSync(file, 'utf8')))
  }
}

/** Node's own resolution, which consumers may use, knows no imports without an ending. */
function withEndings(declarations) {
  return declarations.replaceAll(/((?:from |import\()['"]\.[^'"]+)(?=['"])/g, '$1.js')
}
