import type { Part } from '../../contract/exchange'
import type { Security } from '../../contract/security'
import type { Handlers, ParsedInput } from '../bridge/handler'
import { absolutePath } from '../databases/folderPath'
import type { OpenedDatabase } from '../databases/opened'
import type { Work } from '../usermgmt/operations'
import type { Content } from '../usermgmt/transfer/content'
import { takeContent } from '../usermgmt/transfer/takeContent'
import { writeKusers } from './kusers/writeKusers'
import { writeRightsTable } from './tables/writeRightsTable'
import { writeUsersTable } from './tables/writeUsersTable'
import { writablePlace, writeWholeFile } from './writtenFile'

export type ExportParts = {
  databaseOf: (id: string) => OpenedDatabase
  settingsOf: (id: string) => { read: () => Promise<Partial<Security>> }
  home: string
  random: (bytes: number) => Uint8Array
  /** Milliseconds since 1970. */
  now: () => number
}

type What = ParsedInput<'exports.write'>['what']

const STEPS = 3

/** Writes an opened database, as it is now and with the rights of who asks, into one file. */
export function exportHandler(parts: ExportParts): Pick<Handlers, 'exports.write'> {
  return {
    'exports.write': async ({ database, file, what, overwrite = false }, context) => {
      const { peer, signal } = context
      const one = parts.databaseOf(database)
      const writing = { path: absolutePath(file, parts.home), overwrite }
      // Before a passphrase is worked on for a second: a place where nothing can be written.
      await writablePlace(writing)
      const content = await one.read((manager) => takeContent(manager, one.actor(peer), taking(what)))
      if (partsOf(what).includes('settings')) content.settings = await parts.settingsOf(database).read()
      context.progress(1, STEPS)
      signal.throwIfAborted()
      const bytes = await bytesOf(content, what, { title: one.title, work: { signal }, ...parts })
      context.progress(2, STEPS)
      signal.throwIfAborted()
      const place = await writeWholeFile(writing, bytes, { signal })
      context.progress(STEPS, STEPS)
      const { users = [], groups = [], objects = [] } = content
      return {
        file: place,
        bytes: bytes.length,
        users: users.length,
        groups: groups.length,
        objects: objects.length,
      }
    },
  }
}

/** Passwords leave only encrypted, not even as hashes otherwise. */
function taking(what: What) {
  return { parts: partsOf(what), credentials: what.is === 'kusers' && what.passphrase !== undefined }
}

function partsOf(what: What): readonly Part[] {
  switch (what.is) {
    case 'kusers':
      return what.parts
    case 'users-table':
      return ['users', 'groups']
    case 'rights-table':
      return ['groups', 'rights']
  }
}

type Told = Pick<ExportParts, 'random' | 'now'> & { title: string; work: Work }

async function bytesOf(content: Content, what: What, { title, random, now, work }: Told): Promise<Uint8Array> {
  switch (what.is) {
    case 'kusers':
      return writeKusers(content, { title, made: now(), passphrase: what.passphrase, random })
    case 'users-table':
      return writeUsersTable(content, { separator: what.separator ?? ',', work })
    case 'rights-table':
      return writeRightsTable(content, { separator: what.separator ?? ',', work })
  }
}
