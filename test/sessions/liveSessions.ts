import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OpcUa } from '../../src/main/opcua/opcua'
import { createOpcUa } from '../../src/main/opcua/thread'
import { createSessions } from '../../src/main/sessions/createSessions'
import { createResultCache } from '../../src/main/sessions/resultCache'
import type { Sessions } from '../../src/main/sessions/sessions'
import { openTrustStore, type TrustStore } from '../../src/main/sessions/trustStore'
import { opcuaWorkerFile } from '../support/opcuaWorker'

/** Sessions as the program has them: the real thread, the real trust store, no cache. */
export type LiveSessions = {
  sessions: Sessions
  opcua: OpcUa
  trustStore: TrustStore
  close(): Promise<void>
}

export async function liveSessions(): Promise<LiveSessions> {
  const workerFile = await opcuaWorkerFile()
  const folder = await mkdtemp(join(tmpdir(), 'keyswitch-sessions-'))
  const opcua = createOpcUa({ workerFile, stateFolder: folder, log: () => undefined })
  const trustStore = openTrustStore({
    folder: join(folder, 'certificates'),
    readCertificate: (der) => opcua.readCertificate(der),
    now: Date.now,
    log: () => undefined,
  })
  const sessions = createSessions({
    opcua,
    trustStore,
    resultCache: createResultCache({ driver: 'none', ttlSeconds: 0, now: Date.now }),
    log: { write: () => undefined },
    limits: { maxSessions: 100, timeoutSeconds: 600, cleanupSeconds: 30 },
    rules: { endpoints: undefined, certificateFolders: undefined },
  })
  return {
    sessions,
    opcua,
    trustStore,
    async close() {
      await sessions.end()
      await trustStore.close()
      await opcua.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Anonymous users may take nothing over from an old session; these may (OPC 10000-4, 5.14.7). */
export const OPERATOR = { username: 'operator', password: 'operator-demo' }
export const TESTER = { id: 'tester' }

/** Everything a stream says, in order. */
export function listening() {
  const values: { item: number; value: string }[] = []
  const said: string[] = []
  return {
    values,
    said,
    /** The values of one item as they were written. */
    of: (item: number): string[] =>
      values.filter((one) => one.item === item).map(({ value }) => /"value":(.*),"type":/.exec(value)?.[1] ?? value),
    hear: {
      values: (all: readonly { item: number; value: string }[]) => void values.push(...all),
      state: (state: string) => void said.push(state),
      ended: (because: string) => void said.push(`ended: ${because}`),
    },
  }
}

/** Where numbers that count up do not follow one another: left out or said twice. */
export function gaps(numbers: readonly number[]): string[] {
  return numbers.flatMap((one, at) => {
    const before = numbers[at - 1]
    return before === undefined || one === before + 1 ? [] : [`${before} → ${one}`]
  })
}

/** Waits, and says what it waited for when it was in vain. */
export async function until(what: string, isSo: () => boolean, milliseconds = 15_000): Promise<void> {
  for (const end = Date.now() + milliseconds; !isSo();) {
    if (Date.now() > end) throw new Error(`in vain: ${what}`)
    await new Promise((done) => setTimeout(done, 20))
  }
}
