import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { build } from 'vite'

export type Outcome = { code: number | null; out: string; err: string }
export type Call = { input?: string | Buffer; cwd?: string; env?: NodeJS.ProcessEnv }

const root = resolve(import.meta.dirname, '../..')

/** The command line built as it ships, from the sources as they are, for one test file. Below the project, where its packages are found. */
export function builtCommandLine() {
  let folder = ''
  let home = ''
  beforeAll(async () => {
    const cache = join(root, 'node_modules/.cache')
    await mkdir(cache, { recursive: true })
    folder = await mkdtemp(join(cache, 'keyswitch-cli-'))
    home = await mkdtemp(join(tmpdir(), 'keyswitch-home-'))
    await build({
      configFile: false,
      logLevel: 'warn',
      build: { ssr: join(root, 'src/main/cli.ts'), outDir: folder, target: 'node20', rollupOptions: {} },
    })
  })
  afterAll(async () => {
    for (const one of [folder, home]) await rm(one, { recursive: true, force: true })
  })

  const file = () => join(folder, 'cli.js')
  const environment = () => ({ ...process.env, HOME: home, KEYSWITCH_STATE_DIR: join(home, 'state') })
  return {
    file,
    environment,
    /** Runs one command to its end, as a process of its own. */
    run: (args: readonly string[], { input = '', cwd = home, env = {} }: Call = {}): Promise<Outcome> =>
      new Promise((ended, failed) => {
        const child = spawn(process.execPath, [file(), ...args], { cwd, env: { ...environment(), ...env } })
        let out = ''
        let err = ''
        child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
        child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
        child.once('error', failed)
        child.once('close', (code) => ended({ code, out, err }))
        // A command that takes no input may be over before this is written.
        child.stdin.on('error', () => undefined)
        child.stdin.end(input)
      }),
  }
}
