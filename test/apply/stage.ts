import { cp, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Api } from '../../src/contract/client'
import type { MethodOutput } from '../../src/contract/contract'
import { startProgram, type TestProgram } from '../databases/program'
import { contentsOf, SAMPLE, temporaryFolder } from '../support/temporaryFolder'

export type Plan = MethodOutput<'apply.plan'>
export type Bytes = Record<string, string>

/** A program with the database that is applied opened, and folders to apply it to. */
export type ApplyStage = TestProgram & {
  place: string
  from: string
  database: string
  /** Its targets, `01`, `02` … */
  folders: string[]
  plan(folders?: readonly string[], mode?: 'replace' | 'merge'): Promise<Plan>
}

/** The files of the five names a database has, in every folder, byte for byte. */
export async function bytesIn(folders: readonly string[]): Promise<Bytes[]> {
  return Promise.all(folders.map(contentsOf))
}

/**
 * `count` copies of the sample, and a source that differs from them: `bogdan` has gone, `zoë` has come and is in Service,
 * and Watch may modify the logger. Its edits are saved.
 */
export async function startStage(count: number): Promise<ApplyStage> {
  const program = await startProgram()
  const place = await temporaryFolder()
  const folders = await copiesOf(SAMPLE, place, count)
  const from = join(place, 'wanted')
  await cp(SAMPLE, from, { recursive: true })
  const { database } = await program.api.call('databases.open', { folder: from })
  await editSource(program.api, database)
  await program.api.call('databases.save', { database })
  return {
    ...program,
    place,
    from,
    database,
    folders,
    plan: (asked = folders, mode = 'replace') =>
      program.api.call('apply.plan', { database, folders: [...asked], mode }),
  }
}

export async function editSource(api: Api, database: string): Promise<void> {
  await api.call('users.remove', { database, name: 'bogdan' })
  await api.call('users.add', { database, name: 'zoë', password: 'Rain over Ulm 7', group: 'Service' })
  await api.call('rights.set', { database, object: 'Device.Logger', group: 'Watch', right: 'modify', state: 'grant' })
}

export async function copiesOf(original: string, place: string, count: number): Promise<string[]> {
  const folders = Array.from({ length: count }, (_, index) => join(place, String(index + 1).padStart(2, '0')))
  for (const folder of folders) await cp(original, folder, { recursive: true })
  return folders
}

/** Every file and folder below a folder with its mode. */
export async function modesBelow(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true })
  const modes = await Promise.all(
    ['', ...names].map(async (name) => {
      const { mode } = await stat(join(folder, name))
      return [name, (mode & 0o7777).toString(8)] as const
    }),
  )
  return Object.fromEntries(modes)
}

/** What users a folder's file names, with their hashes, without opening it as a database. */
export async function userRows(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, '.UserDatabase.csv'), 'utf8')
  return text.split('\n').filter((line) => line.startsWith('u,'))
}
