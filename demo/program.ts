import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startController } from './controller'
import type { ProgramOptions } from './options'
import { PERSON } from './users'

/**
 * `npm run demo:controller -- [--port N] [--rate MS] [--folder F]`: runs a controller until Ctrl+C or SIGTERM and tells on
 * one line where it is and who may log in. Without `--folder` its certificates are made anew in a temporary one, which is
 * removed at the end. Resolves with the exit code.
 */
export async function runProgram(options: ProgramOptions, say: (line: string) => void): Promise<number> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'keyswitch-demo-controller-')))
  try {
    const controller = await startController({ ...options, folder })
    const users = controller.users.map(({ name, password }) => `${name} / ${password}`).join(', ')
    const { certificate, privateKey } = controller.person
    say(
      `Demo controller on ${controller.endpointUrl} · anonymous; ${users}; ${PERSON} with ${certificate} and ${privateKey} · Ctrl+C ends it`,
    )
    await asked()
    await controller.close()
    return 0
  } catch (error) {
    if (!inUse(error)) throw error
    say(`Port ${options.port} is in use: name another one with --port.`)
    return 1
  } finally {
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
  }
}

function asked(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done())
  })
}

function inUse(error: unknown): boolean {
  return error instanceof Error && error.message.includes('EADDRINUSE')
}
