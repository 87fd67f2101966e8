import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SECURITY } from '../../contract/row'
import type { Security } from '../../contract/security'
import type { Gate } from '../bridge/gate'
import type { Handlers, Peer } from '../bridge/handler'
import { SETTINGS_FILES } from '../databases/legacyLogin'
import { ifThere } from '../state/fileSystem'
import { readSecurityText } from './securityFile'

/** Security settings that belong to a database. */
export type DatabaseSettings = {
  /** Only what is set somewhere. */
  read(): Promise<Partial<Security>>
  /** Absent where they can only be read. */
  change?(peer: Peer, to: Partial<Security>): Promise<void>
}

/** Far above any real settings file. */
const MOST_BYTES = 1024 * 1024

/** The station's own settings, which protect this computer. */
export function stationSettings(given: {
  gate: Gate
  current: () => Security
  change: Handlers['security.change']
}): DatabaseSettings {
  const { gate, current, change } = given
  return {
    read: async () => current(),
    async change(peer, to) {
      await gate.authorize(peer, SECURITY, 'modify')
      await change(to, { peer, signal: new AbortController().signal, progress: () => undefined })
    },
  }
}

/** What the controller's own settings files say, where they were copied along with the database; they are never written. */
export function folderSettings(folder: string): DatabaseSettings {
  return {
    async read() {
      const found: Partial<Security> = {}
      for (const name of SETTINGS_FILES) {
        const facts = await ifThere(stat(join(folder, name)))
        if (!facts?.isFile() || facts.size > MOST_BYTES) continue
        const text = await ifThere(readFile(join(folder, name), 'latin1'))
        if (text !== undefined) Object.assign(found, readSecurityText(text).security)
      }
      return found
    },
  }
}
