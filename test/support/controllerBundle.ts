import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, stat, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { withoutKeyTrial } from '../../scripts/withoutKeyTrial'

const root = resolve(import.meta.dirname, '../..')
const cache = join(root, 'node_modules/.cache/keyswitch')
const A_DAY = 86_400_000
const SOURCES = ['demo', 'test/support/controllerProcess.ts', 'test/support/controllerBundle.ts', 'package-lock.json']

/**
 * The controller's process as one JavaScript file with the server library in it, which starts in half the time. Made when
 * its sources have changed and kept for every later test; the path of that file.
 */
export async function controllerBundle(): Promise<string> {
  const folder = join(cache, `controller-${await fingerprint()}`)
  const file = join(folder, 'dist/controllerProcess.mjs')
  if (existsSync(file)) return file
  await mkdir(cache, { recursive: true })
  const draft = await mkdtemp(join(cache, 'draft-'))
  try {
    await bundle(join(draft, 'dist'))
    // The library reads its version and the standard's nodes from beside its own file.
    await cp(join(root, 'node_modules/node-opcua-server/package.json'), join(draft, 'package.json'))
    // Where they really lie: a copy of the project may share this folder, and be gone tomorrow.
    const nodesets = await realpath(join(root, 'node_modules/node-opcua-nodesets/nodesets'))
    await symlink(nodesets, join(draft, 'nodesets'), 'junction')
    await rename(draft, folder)
    await removeOutdated()
  } catch (error) {
    // Another test file was faster: what it made is as good.
    if (!existsSync(file)) throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return file
}

/** Those of sources of days ago; nobody runs them any more. */
async function removeOutdated(): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!/^(controller|draft)-/.test(name)) continue
    const folder = join(cache, name)
    if (Date.now() - (await stat(folder)).mtimeMs > A_DAY) await rm(folder, { recursive: true, force: true })
  }
}

async function bundle(outDir: string): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    plugins: [withoutKeyTrial],
    build: {
      ssr: join(root, 'test/support/controllerProcess.ts'),
      outDir,
      minify: false,
      target: 'node20',
      rollupOptions: {
        external: ['proper-lockfile'],
        output: { entryFileNames: 'controllerProcess.mjs', codeSplitting: false },
      },
    },
  })
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    const names = source.includes('.')
      ? [source]
      : (await readdir(join(root, source))).toSorted().map((name) => `${source}/${name}`)
    for (const name of names)
      hash
        .update(name)
        .update('\0')
        .update(await readFile(join(root, name)))
        .update('\0')
  }
  return hash.digest('hex').slice(0, 16)
}
