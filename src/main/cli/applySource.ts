import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Api } from '../../contract/client'
import type { Import } from '../../contract/exchange'
import { inTemporaryFolder } from '../state/temporaryFolder'
import { DATABASE_FILE } from '../../contract/databaseFile'
import { WORK } from './exchangeInterrupt'
import { createPassphrases, withPassphrase } from './exchangePassphrases'
import { WrongUsage } from './failure'

/** Runs something with the database that is to be applied: that of a folder, or what a `.kusers` file holds. */
export async function withSource<T>(api: Api, path: string, work: (database: string) => Promise<T>): Promise<T> {
  const facts = await stat(path).catch(() => undefined)
  if (facts?.isFile() && !DATABASE_FILE.test(basename(path))) return withFile(api, path, work)
  const { database } = await api.call('databases.open', { folder: path })
  return work(database)
}

/** Taken over into a new database that is never saved: passwords get from the file to their places and nowhere else. */
function withFile<T>(api: Api, file: string, work: (database: string) => Promise<T>): Promise<T> {
  return inTemporaryFolder(async (folder) => {
    const { database } = await api.call('databases.create', { folder })
    const read = await withPassphrase(file, createPassphrases(), (passphrase) =>
      api.call('imports.read', { database, file, ...(passphrase === undefined ? {} : { passphrase }), work: WORK }),
    )
    refuseHalf(read)
    const { refusedTotal } = await api.call('imports.apply', { import: read.import, mode: 'replace', work: WORK })
    if (refusedTotal > 0) throw new WrongUsage(`apply: ${refusedTotal} entries of ${file} cannot be taken over.`)
    return work(database)
  })
}

/** What it does not hold would be taken from a new database, and passwords nobody knows would replace good ones. */
function refuseHalf({ file, kind, parts, withoutPassword }: Import): void {
  if (kind !== 'kusers') throw new WrongUsage(`apply: ${file} is no .kusers file; import it into a database first.`)
  const missing = (['users', 'groups', 'rights'] as const).filter((part) => !parts.includes(part))
  if (missing.length > 0) {
    throw new WrongUsage(`apply: ${file} does not hold ${missing.join(' and ')}; import it into a database first.`)
  }
  if (withoutPassword > 0) {
    throw new WrongUsage(`apply: ${file} was exported without passwords; import it into a database first.`)
  }
}
