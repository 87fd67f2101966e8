import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { readKusers } from '../../../src/main/exchange/kusers/readKusers'
import { writeKusers } from '../../../src/main/exchange/kusers/writeKusers'
import { createDatabase } from '../../../src/main/usermgmt/file/createDatabase'
import { openFileStore } from '../../../src/main/usermgmt/file/openFileStore'
import type { FileStore } from '../../../src/main/usermgmt/file/store'
import { UserManager } from '../../../src/main/usermgmt/manager'
import { applyDifferences } from '../../../src/main/usermgmt/transfer/applyDifferences'
import { chooseDifferences } from '../../../src/main/usermgmt/transfer/choose'
import { differences } from '../../../src/main/usermgmt/transfer/differences'
import { snapshot } from '../../../src/main/usermgmt/transfer/snapshot'
import type { Content } from '../../../src/main/usermgmt/transfer/content'
import { contentSource } from '../../../src/main/usermgmt/transfer/source'
import { takeContent } from '../../../src/main/usermgmt/transfer/takeContent'
import { quickHashing } from '../../support/openStore'
import { root } from '../../support/sources'
import { temporaryFolder } from '../../support/temporaryFolder'
import { checked } from '../../usermgmt/transfer/sensibleDatabase'
import { MADE, PASSPHRASE } from './byHand'

const FILES = ['.UserDatabase.csv', '.GroupDatabase.csv', '.UserMgmtRightsDB.csv'] as const
const PARTS = ['users', 'groups', 'rights'] as const
const actor = { is: 'owner' } as const
const SETTINGS = { enforce: true, editTimeout: 60, loginLock: { attempts: 3, seconds: 30 } }
const random = (bytes: number): Uint8Array => Buffer.alloc(bytes, 5)

/** The sample, with bits on groups and users that nobody here understands. */
async function sample(): Promise<string> {
  const folder = join(await temporaryFolder(), 'sample')
  await mkdir(folder)
  for (const file of FILES) await cp(join(root, 'resources/sample', file), join(folder, file))
  const groups = (await textOf(folder, '.GroupDatabase.csv')).split('\n').slice(1, -1)
  const odd = groups.map((line) => line.replace('g,OEM R&D,0x00000000', 'g,OEM R&D,0x80000001'))
  await writeFile(join(folder, '.GroupDatabase.csv'), checked('GroupDB', odd))
  const users = (await textOf(folder, '.UserDatabase.csv')).split('\n').slice(1, -1)
  const bits = users.map((line) => line.replace('u,chidi,0x00002000', 'u,chidi,0x81002000'))
  await writeFile(join(folder, '.UserDatabase.csv'), checked('UserDB', bits))
  return folder
}

async function fresh(): Promise<string> {
  const folder = join(await temporaryFolder(), 'new')
  await createDatabase(folder)
  return folder
}

/** Three files with nothing in them. */
async function empty(): Promise<string> {
  const folder = join(await temporaryFolder(), 'empty')
  await mkdir(folder)
  await writeFile(join(folder, '.UserDatabase.csv'), checked('UserDB', []))
  await writeFile(join(folder, '.GroupDatabase.csv'), checked('GroupDB', []))
  await writeFile(join(folder, '.UserMgmtRightsDB.csv'), '#Object,GroupRights(group=,rights=,deniedrights=)')
  return folder
}

function textOf(folder: string, file: (typeof FILES)[number]): Promise<string> {
  return readFile(join(folder, file), 'utf8')
}

async function opened<T>(folder: string, act: (store: FileStore, manager: UserManager) => Promise<T>): Promise<T> {
  let salts = 0
  const store = await openFileStore(folder, {
    hashing: quickHashing,
    now: () => MADE,
    random: (bytes) => Buffer.alloc(bytes, ++salts),
  })
  const manager = new UserManager()
  store.registerWith(manager)
  try {
    return await act(store, manager)
  } finally {
    await store.close()
  }
}

async function exported(folder: string, passphrase?: string): Promise<Uint8Array> {
  return opened(folder, async (_, manager) => {
    const content = await takeContent(manager, actor, { parts: PARTS, credentials: passphrase !== undefined })
    return writeKusers({ ...content, settings: SETTINGS }, { title: 'sample', made: MADE, passphrase, random })
  })
}

/** Replaces what is in the folder, and gives what would still differ after reading it back. */
async function imported(folder: string, bytes: Uint8Array, passphrase?: string) {
  const reading = await readKusers(bytes, { file: 'sample.kusers', passphrase })
  return opened(folder, async (store, manager) => {
    const base = await snapshot(manager)
    const from = contentSource(reading.over(base), base)
    const wanted = chooseDifferences(differences(base, await from.snapshot()), { mode: 'replace' })
    const { refused } = await applyDifferences({ from, to: manager, actor, differences: wanted })
    expect(refused).toEqual([])
    await store.save()
    const after = await snapshot(manager)
    const again = contentSource(reading.over(after), after)
    return { left: differences(after, await again.snapshot()), settings: reading.over(after).settings }
  })
}

const sorted = (text: string): string[] => text.split('\n').slice(1).filter(isNoChecksum).toSorted()
const isNoChecksum = (line: string): boolean => !line.startsWith('Checksum')
/** Entries of an object in an order of their own. */
const entriesOf = (line: string): string =>
  line
    .split(/,(?=<group)/)
    .toSorted()
    .join(',')

test('the sample comes out of an encrypted file to the byte, but for the order of what a new database has already', async () => {
  const [from, to] = [await sample(), await fresh()]
  const { left, settings } = await imported(to, await exported(from, PASSPHRASE), PASSPHRASE)
  expect([left, settings]).toEqual([[], SETTINGS])
  const both = (file: (typeof FILES)[number]) => Promise.all([textOf(from, file), textOf(to, file)])
  const [users, newUsers] = await both('.UserDatabase.csv')
  expect(newUsers).toBe(users)
  // A new database has four groups and its tree, in an order that means nothing and is left alone.
  const [groups, newGroups] = await both('.GroupDatabase.csv')
  expect(sorted(newGroups)).toEqual(sorted(groups))
  const [rights, newRights] = await both('.UserMgmtRightsDB.csv')
  expect(sorted(newRights).map(entriesOf).toSorted()).toEqual(sorted(rights).map(entriesOf).toSorted())
})

test('in a database that holds nothing the sample is the same to the byte, memberships in the order of groups', async () => {
  const [from, to] = [await sample(), await empty()]
  const { left } = await imported(to, await exported(from, PASSPHRASE), PASSPHRASE)
  expect(left).toEqual([])
  for (const file of ['.UserDatabase.csv', '.UserMgmtRightsDB.csv'] as const) {
    expect(await textOf(to, file)).toBe(await textOf(from, file))
  }
  const lines = (await textOf(from, '.GroupDatabase.csv')).split('\n')
  const groups = lines.filter((line) => line.startsWith('g,'))
  const members = lines.filter((line) => line.startsWith('a,'))
  const inOrder = groups.flatMap((group) => members.filter((line) => line.split(',')[1] === group.split(',')[1]))
  const wanted = [
    ...groups,
    ...inOrder.filter((line) => line.includes(',u=')),
    ...inOrder.filter((line) => line.includes(',g=')),
  ]
  expect(sorted(await textOf(to, '.GroupDatabase.csv'))).toEqual(wanted.toSorted())
  expect((await textOf(to, '.GroupDatabase.csv')).split('\n').slice(1, groups.length + 1)).toEqual(groups)
  // And once more, from there: now nothing is left to be put in order.
  const copy = await empty()
  await imported(copy, await exported(to, PASSPHRASE), PASSPHRASE)
  for (const file of FILES) expect(await textOf(copy, file)).toBe(await textOf(to, file))
})

test('a file in clear brings everything but passwords: as a new user nobody can log in', async () => {
  const [from, to] = [await sample(), await fresh()]
  const bytes = await exported(from)
  const { left, settings } = await imported(to, bytes)
  expect([left, settings]).toEqual([[], SETTINGS])
  const users = await opened(to, (_, manager) => manager.users.list(actor))
  const before = await opened(from, (_, manager) => manager.users.list(actor))
  expect(users.map((user) => ({ ...user, lastChange: null }))).toEqual(
    before.map((user) => ({ ...user, lastChange: null, groups: expect.arrayContaining(user.groups) as unknown })),
  )
  expect(users.every(({ lastChange }) => lastChange === null)).toBe(true)
  // Other bits of users go with what is stored for their passwords; those of groups stand by themselves.
  expect(await textOf(to, '.UserDatabase.csv')).not.toContain('0x81002000')
  expect(await textOf(to, '.UserDatabase.csv')).toContain('u,Anonymous_OPCUAServer,0x00004000')
  expect(await textOf(to, '.GroupDatabase.csv')).toContain('g,OEM R&D,0x80000001')
})

test('a file in clear leaves the passwords of users who are there already, and changes the rest', async () => {
  const [from, to] = [await sample(), await sample()]
  await opened(to, async (store, manager) => {
    await manager.users.change(actor, { name: 'anna', mayChangePassword: false, groups: [] })
    await manager.users.remove(actor, ['bogdan'])
    await store.save()
  })
  await imported(to, await exported(from))
  const rows = async (folder: string) =>
    new Map((await textOf(folder, '.UserDatabase.csv')).split('\n').map((row) => [row.split(',')[1], row]))
  const [there, here] = [await rows(from), await rows(to)]
  for (const name of ['admin', 'anna', 'chidi', 'dörte', 'Anonymous_OPCUAServer'])
    expect(here.get(name)).toBe(there.get(name))
  expect(here.get('bogdan')).not.toBe(there.get('bogdan'))
})

type Carried = { source: Taken; target: Taken }
type Taken = { content: Content; bits: (string | undefined)[]; settings: Content['settings'] }

/** What is the same in the end, by the names of docs/formats.md. */
const IS_CARRIED: Record<string, (taken: Taken) => unknown> = {
  users: ({ content }) => content.users?.map(({ name }) => name),
  'may, must change the password': ({ content }) =>
    content.users?.map(({ mayChangePassword, mustChangePassword }) => [mayChangePassword, mustChangePassword]),
  'passwords, as what is stored': ({ content }) =>
    content.users?.map(({ credentials }) =>
      Buffer.from(credentials ?? [])
        .toString()
        .split(',')
        .slice(5, 8),
    ),
  'time of the last password change': ({ content }) => content.users?.map(({ lastChange }) => lastChange),
  'account of the controller itself': ({ content }) => content.users?.map(({ internal }) => internal),
  'other bits of users': ({ bits }) => bits,
  groups: ({ content }) => content.groups?.map(({ name }) => name).toSorted(),
  'users in groups': ({ content }) => content.groups?.map(({ name, users }) => [name, users]).toSorted(byFirst),
  'groups in groups': ({ content }) => content.groups?.map(({ name, groups }) => [name, groups]).toSorted(byFirst),
  'bits of groups': ({ content }) => content.groups?.map(({ name, property }) => [name, property]).toSorted(byFirst),
  'objects and rights': ({ content }) => maskedEntries(content, 0x0000000f),
  'bits of manufacturers in rights': ({ content }) => maskedEntries(content, 0xfffffff0),
  'security settings': ({ settings }) => settings,
}

test('every format carries what docs/formats.md says it does, and nothing that it says it does not', async () => {
  const from = await sample()
  const source = await taken(from, SETTINGS)
  const said = await saidOfFormats()
  expect([...said.keys()]).toEqual(Object.keys(IS_CARRIED))
  for (const [column, passphrase] of [
    ['`.kusers` encrypted', PASSPHRASE],
    ['`.kusers` in clear', undefined],
  ] as const) {
    const to = await fresh()
    const { settings } = await imported(to, await exported(from, passphrase), passphrase)
    const both: Carried = { source, target: await taken(to, settings) }
    for (const [what, look] of Object.entries(IS_CARRIED)) {
      const cell = said.get(what)?.get(column) ?? 'nothing is said'
      const is = isDeepStrictEqual(look(both.source), look(both.target)) ? /^(yes|of new users)$/ : /^no(;|$)/
      expect([column, what, cell]).toEqual([column, what, expect.stringMatching(is)])
    }
  }
})

async function taken(folder: string, settings: Content['settings']): Promise<Taken> {
  const content = await opened(folder, (_, manager) => takeContent(manager, actor, { parts: PARTS, credentials: true }))
  const rows = (await textOf(folder, '.UserDatabase.csv')).split('\n')
  return { content, bits: rows.map((row) => /^u,[^,]*,0x(.{4}).(?=...,)/.exec(row)?.[1]), settings }
}

/** Cells by row and column. */
async function saidOfFormats(): Promise<Map<string, Map<string, string>>> {
  const text = await readFile(join(root, 'docs/formats.md'), 'utf8')
  const rows = (text.split('## What each format can carry')[1] ?? '').split('\n').filter((line) => line.startsWith('|'))
  const [head = [], , ...cells] = rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  return new Map(
    cells.map(([what = '', ...others]) => [what, new Map(others.map((cell, at) => [head[at + 1] ?? '', cell]))]),
  )
}

function maskedEntries({ objects }: Content, bits: number) {
  return objects
    ?.map(({ name, entries }) => [
      name,
      entries.map(({ group, granted, denied }) => [group, granted & bits, denied & bits]).toSorted(byFirst),
    ])
    .toSorted(byFirst)
}

function byFirst(one: unknown[], other: unknown[]): number {
  return String(one[0]) < String(other[0]) ? -1 : 1
}
