import { fork, type ChildProcess } from 'node:child_process'
import { join, resolve } from 'node:path'
import { expect } from 'vitest'
import type { Reply } from '../../src/contract/client'

/** The desktop entry, where it was built. */
export const BUILT = resolve(import.meta.dirname, '../../out/main/index.js')

type Said = { did: string; what: unknown[] }
export type BuiltDesktop = ReturnType<typeof startBuilt>
/** The built desktop entry in a plain Node process, with a stand-in for Electron that says what is done with it. */
export function startBuilt(folder: string, environment: NodeJS.ProcessEnv = {}, args: string[] = []) {
  const child: ChildProcess = fork(BUILT, args, {
    execArgv: ['--import', join(import.meta.dirname, 'fakeElectron.mjs')],
    env: {
      ...process.env,
      KEYSWITCH_STATE_DIR: join(folder, 'state'),
      HOME: folder,
      XDG_CONFIG_HOME: join(folder, 'config'),
      XDG_RUNTIME_DIR: folder,
      // No tray, unless a test has one.
      DBUS_SESSION_BUS_ADDRESS: '',
      ...environment,
    },
  })
  const said: Said[] = []
  let look = () => {}
  child.on('message', (message: Said) => {
    said.push(message)
    look()
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  let asked = 0
  const until = async (did: string, count = 1): Promise<unknown[]> => {
    for (;;) {
      const found = said.filter((one) => one.did === did)
      if (found.length >= count) return found[count - 1]?.what ?? []
      await new Promise<void>((resolve) => (look = resolve))
    }
  }
  return {
    said,
    until,
    exited,
    act: (...act: unknown[]) => child.send(act),
    end: (signal: NodeJS.Signals) => child.kill(signal),
    async ask(method: string, input: unknown): Promise<Reply> {
      const id = (asked += 1)
      child.send(['ask', id, method, input])
      for (;;) {
        const answer = said.find(({ did, what }) => did === 'answer' && what[0] === id)
        if (answer) return answer.what[1] as Reply
        await new Promise<void>((resolve) => (look = resolve))
      }
    },
    async stop() {
      if (child.exitCode === null) child.kill('SIGKILL')
      await exited
    },
  }
}

/** An opened copy of the sample with a group and its object more than before. */
export async function editSample({ ask }: BuiltDesktop): Promise<string> {
  const opened = await ask('databases.openSample', {})
  if (!opened.ok) throw new Error(opened.error.code)
  const { database } = opened.output as { database: string }
  expect(await ask('groups.add', { database, name: 'Night' })).toEqual({ ok: true, output: {} })
  return database
}
