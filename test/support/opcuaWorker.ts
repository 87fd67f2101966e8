import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { withoutKeyTrial } from '../../scripts/withoutKeyTrial'

const ROOMS = ['src/main/opcua', 'src/main/state', 'package-lock.json', 'scripts/withoutKeyTrial.ts']
const KEPT = resolve('node_modules/.cache/keyswitch-opcua-worker')

/**
 * The built thread that speaks OPC UA. Built once for the sources as they are and kept, since building it takes longer than
 * most tests.
 */
export async function opcuaWorkerFile(): Promise<string> {
  const folder = join(KEPT, fingerprint())
  const file = join(folder, 'opcuaWorker.mjs')
  if (existsSync(file)) return file
  const outDir = join(KEPT, randomUUID())
  await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['proper-lockfile'] },
    plugins: [withoutKeyTrial],
    build: {
      ssr: resolve('src/main/opcua/worker.ts'),
      outDir,
      emptyOutDir: true,
      minify: false,
      target: 'node20',
      rollupOptions: {
        external: ['proper-lockfile'],
        output: { entryFileNames: 'opcuaWorker.mjs', codeSplitting: false },
      },
    },
  })
  try {
    renameSync(outDir, folder)
  } catch (error) {
    // Another test process was quicker.
    if (!existsSync(file)) throw error
    rmSync(outDir, { recursive: true, force: true })
  }
  return file
}

function fingerprint(): string {
  const hash = createHash('sha256')
  for (const file of ROOMS.flatMap(filesIn)) hash.update(file).update(readFileSync(file))
  return hash.digest('hex').slice(0, 16)
}

function filesIn(path: string): string[] {
  if (/\.\w+$/.test(path)) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}
