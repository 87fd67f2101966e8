import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { temporaryFolder } from './temporaryFolder'

const ENTRY = resolve('src/main/vault/keychainProcess.ts')
const KEPT = resolve('node_modules/.cache/keyswitch-keychain-process')

/** The built child process that speaks to the keychain, where keytar is found. Built once for the sources as they are. */
export async function keychainProcessFile(): Promise<string> {
  const folder = join(KEPT, fingerprint())
  const file = join(folder, 'keychainProcess.mjs')
  if (existsSync(file)) return file
  const outDir = join(KEPT, randomUUID())
  await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: ENTRY,
      outDir,
      emptyOutDir: true,
      minify: false,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'keychainProcess.mjs', codeSplitting: false } },
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

/** The same process in a folder of its own, where it finds this as keytar: the text of a CommonJS module, or nothing at all. */
export async function keychainProcessWith(keytar: string | undefined): Promise<string> {
  const folder = await temporaryFolder()
  const file = join(folder, 'keychainProcess.mjs')
  await copyFile(await keychainProcessFile(), file)
  if (keytar === undefined) return file
  const at = join(folder, 'node_modules', 'keytar')
  await mkdir(at, { recursive: true })
  await writeFile(join(at, 'package.json'), '{ "name": "keytar", "main": "keytar.js" }')
  await writeFile(join(at, 'keytar.js'), keytar)
  return file
}

function fingerprint(): string {
  const hash = createHash('sha256')
  const room = 'src/main/vault'
  const files = readdirSync(room).toSorted()
  for (const file of files) hash.update(file).update(readFileSync(join(room, file)))
  return hash.update(readFileSync('package-lock.json')).digest('hex').slice(0, 16)
}
