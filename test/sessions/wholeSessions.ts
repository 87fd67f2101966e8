import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOpcUa } from '../../src/main/opcua/thread'
import { createSessions, type SessionsParts } from '../../src/main/sessions/createSessions'
import { createResultCache } from '../../src/main/sessions/resultCache'
import type { Sessions } from '../../src/main/sessions/sessions'
import { openTrustStore, type TrustStore } from '../../src/main/sessions/trustStore'
import { opcuaWorkerFile } from '../support/opcuaWorker'

export type WholeSessions = { sessions: Sessions; trustStore: TrustStore; lines: object[]; close(): Promise<void> }

/** Sessions with the real OPC UA thread, a real trust store and real time; the caller closes them. */
export async function wholeSessions(change: Partial<SessionsParts> = {}): Promise<WholeSessions> {
  const folder = await mkdtemp(join(tmpdir(), 'keyswitch-sessions-'))
  const lines: object[] = []
  const opcua = createOpcUa({
    workerFile: await opcuaWorkerFile(),
    stateFolder: folder,
    log: (problem) => void lines.push(problem),
  })
  const trustStore = openTrustStore({
    folder: join(folder, 'trust'),
    readCertificate: (der) => opcua.readCertificate(der),
    now: Date.now,
    log: (problem) => void lines.push({ problem }),
  })
  const sessions = createSessions({
    opcua,
    trustStore,
    resultCache: createResultCache({ driver: 'memory', ttlSeconds: 300, now: Date.now }),
    log: { write: (level, message, fields) => void lines.push({ level, message, ...fields }) },
    limits: { maxSessions: 100, timeoutSeconds: 600, cleanupSeconds: 30 },
    rules: { endpoints: undefined, certificateFolders: undefined },
    ...change,
  })
  return {
    sessions,
    trustStore,
    lines,
    async close() {
      await sessions.end()
      await trustStore.close()
      await opcua.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
