import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildPackage } from './buildPackage.mjs'
import { command, root, run } from './tool.mjs'

const STAMP = join(root, 'out', 'built-from.txt')
const SOURCES = [
  'src',
  'electron.vite.config.ts',
  'scripts/buildPackage.mjs',
  'scripts/withoutKeyTrial.ts',
  'tsconfig.base.json',
  'tsconfig.package.json',
  'package.json',
  'package-lock.json',
]
const RESULTS = [
  'main/index.js',
  'main/cli.js',
  'main/opcuaWorker.js',
  'main/keychainProcess.js',
  'package/backEnds.js',
  'package/conformance.js',
  'preload/index.cjs',
  'renderer/index.html',
  'types/package/backEnds.d.ts',
  'types/package/conformance.d.ts',
]

/** Builds everything and notes which sources it was built from; throws with what the builder printed. */
export async function build({ show = false } = {}) {
  const sources = fingerprint()
  const { ok, output } = await run(command('electron-vite'), ['build', '--logLevel', show ? 'info' : 'warn'], { show })
  if (!ok) throw new Error(`The program could not be built.\n${output}`)
  await buildPackage()
  writeFileSync(STAMP, sources)
}

/** Why a build is needed, or undefined when out/ was made from exactly these sources. */
export function whyBuild() {
  if (!RESULTS.every((file) => existsSync(join(root, 'out', file)))) return 'it was not built yet'
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== fingerprint()) return 'its sources have changed'
  return undefined
}

/** Contents, not times: a checkout of an older commit is a change too. */
function fingerprint() {
  const hash = createHash('sha256')
  const add = (path) => {
    const full = join(root, path)
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).toSorted()) if (name !== 'node_modules') add(`${path}/${name}`)
    } else hash.update(path).update('\0').update(readFileSync(full)).update('\0')
  }
  SOURCES.forEach(add)
  return hash.digest('hex')
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await build({ show: true })
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
