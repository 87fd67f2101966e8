import fc from 'fast-check'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { parentName } from '../../../src/contract/objectPath'
import { RIGHT_STATES, RIGHTS } from '../../../src/contract/rights'
import type { GroupClosure, Masks } from '../../../src/main/usermgmt/backends'
import { arbitraryDatabase, type RandomDatabase } from '../../support/arbitraryDatabase'
import { listed, openStore, type OpenedStore } from '../../support/openStore'
import { contentsOf } from '../../support/temporaryFolder'

const OBJECTS = [
  'Device',
  'Device.A',
  'Device.A.B',
  'Device.A.B.d',
  'Device.C C',
  '/',
  '/a',
  '/a/b',
  '/x/y',
  'Device.New.Deep',
]
const FLAGS = { mayChangePassword: true, mustChangePassword: false }

/** One random edit; numbers choose among what is there, so that most edits find something to do. */
const edit = fc.record({
  kind: fc.nat({ max: 19 }),
  one: fc.nat(),
  two: fc.nat(),
  name: fc.constantFrom('p', 'q', 'Ä r'),
})
type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never

test('any edits taken back in turn leave the identical bytes, and done again the same database', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryDatabase, fc.array(edit, { maxLength: 25 }), async (database, edits) =>
      inFolder(database, async (folder) => {
        const original = await contentsOf(folder)
        const opened = await openStore(folder)
        const { store } = opened
        for (const one of edits) await attempt(() => apply(opened, one))
        const after = await seen(opened)
        while (store.undoable) store.undo()
        expect(store.edits()).toEqual([])
        await store.save()
        expect(primaries(await contentsOf(folder))).toEqual(primaries(original))
        while (store.redoable) store.redo()
        expect(await seen(opened)).toEqual(after)
        await store.save()
        await store.close()
        const again = await openStore(folder)
        // Memberships put back after a save stand at the end of the file: compared without their order.
        expect(await seen(again)).toEqual(after)
        await again.store.close()
      }),
    ),
    { numRuns: 150 },
  )
}, 60_000)

test('nothing is unsaved exactly when nothing differs', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryDatabase, fc.array(edit, { maxLength: 12 }), async (database, edits) =>
      inFolder(database, async (folder) => {
        const opened = await openStore(folder)
        const before = await seen(opened)
        for (const one of edits) await attempt(() => apply(opened, one))
        expect(opened.store.unsaved === 0).toBe(JSON.stringify(await seen(opened)) === JSON.stringify(before))
        await opened.store.close()
      }),
    ),
    { numRuns: 200 },
  )
}, 60_000)

test('after any edits the rights are those of the names alone', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryDatabase, fc.array(edit, { maxLength: 25 }), async (database, edits) =>
      inFolder(database, async (folder) => {
        const opened = await openStore(folder)
        for (const [index, one] of edits.entries()) {
          if (index % 4 === 3 && opened.store.undoable) opened.store.undo()
          else await attempt(() => apply(opened, one))
        }
        const kept = new Map((await listed(opened.objects.objects())).map(({ name, entries }) => [name, entries]))
        for (const { name: group } of await listed(opened.groups.groups())) {
          const closure: GroupClosure = { group, members: [{ group, via: [group] }], administrator: undefined }
          for (const object of [...OBJECTS, ...kept.keys(), 'Device.A.B.d.e.f']) {
            expect(opened.objects.decide(closure, object)).toEqual(byNamesAlone(kept, group, object))
          }
        }
        await opened.store.close()
      }),
    ),
    { numRuns: 60 },
  )
}, 60_000)

async function apply({ store, users, groups, objects }: OpenedStore, { kind, one, two, name }: Edit): Promise<unknown> {
  const userNames = (await listed(users.users?.())).map((user) => user.name)
  const groupNames = (await listed(groups.groups())).map((group) => group.name)
  const objectNames = (await listed(objects.objects())).map((object) => object.name)
  const user = userNames[one % Math.max(1, userNames.length)] ?? name
  const group = groupNames[one % Math.max(1, groupNames.length)] ?? name
  const other = groupNames[two % Math.max(1, groupNames.length)] ?? name
  const object = objectNames[one % Math.max(1, objectNames.length)] ?? 'Device'
  const right = RIGHTS[one % RIGHTS.length] ?? 'view'
  const state = RIGHT_STATES[two % RIGHT_STATES.length] ?? 'grant'
  const acts: (() => Promise<unknown>)[] = [
    () => users.addUser(name, 'x', FLAGS),
    () => users.removeUser(user),
    () => users.changeUser(user, { to: name }).then(() => groups.userRenamed(user, name)),
    () => users.changeUser(user, { mayChangePassword: two % 2 === 0 }),
    () => users.setCredentials(user, 'y'),
    () => groups.addGroup(name),
    () => groups.removeGroup(group),
    () => groups.renameGroup(group, name).then(() => objects.groupRenamed(group, name)),
    () => groups.addUserTo(group, user),
    async () => groups.removeUserFrom(group, (await listed(groups.usersOf(group)))[0] ?? name),
    () => groups.addMemberTo(group, other),
    async () => groups.removeMemberFrom(group, (await listed(groups.membersOf(group)))[0] ?? name),
    () => objects.addObject(OBJECTS[two % OBJECTS.length] ?? 'Device'),
    () => objects.removeObject(object),
    () => objects.setRight(object, other, right, state),
    () => objects.setRight(object, other, right, state),
    () => objects.setMasks(object, other, { granted: one, denied: two % 3 === 0 ? 0 : two }),
    () => objects.setMasks(object, other, { granted: 0, denied: 0 }),
    () => objects.groupRemoved(other),
    () => objects.renameObject(object, OBJECTS[two % OBJECTS.length] ?? 'Device'),
  ]
  // Two edits in one step, often of the same row.
  return store.act({ method: `edit ${kind}`, name, count: 1 }, async () => {
    await acts[kind]?.()
    if (two % 2 === 1) await attempt(() => acts[one % acts.length]?.() ?? Promise.resolve())
  })
}

/** Refused edits are part of the game; anything else is not. */
async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
}

/** Everything the back ends show, without the order of rows. */
async function seen({ users, groups, objects }: OpenedStore) {
  const lines = async (exported: Promise<Uint8Array>) =>
    Buffer.from(await exported)
      .toString()
      .split('\n')
  const rights = (await listed(objects.objects())).flatMap(({ name, entries }) => [
    name,
    ...[...entries].map(([group, { granted, denied }]) => `${name} ${group} ${granted} ${denied}`),
  ])
  return {
    users: (await lines(users.exportUsers())).filter((line) => line.startsWith('u,')).toSorted(),
    groups: [...new Set((await lines(groups.exportGroups())).filter((line) => /^[ga],/.test(line)))].toSorted(),
    rights: rights.toSorted(),
  }
}

/** The rule of user-management 6 for one group alone, straight from names and masks. */
function byNamesAlone(kept: ReadonlyMap<string, ReadonlyMap<string, Masks>>, group: string, object: string): Masks {
  let granted = 0
  let denied = 0
  for (let bit = 0; bit < 32; bit++) {
    for (let at: string | undefined = object; at !== undefined; at = parentName(at)) {
      const masks = kept.get(at)?.get(group)
      const isDenied = Math.floor((masks?.denied ?? 0) / 2 ** bit) % 2 === 1
      const isGranted = Math.floor((masks?.granted ?? 0) / 2 ** bit) % 2 === 1
      if (isDenied) denied += 2 ** bit
      else if (isGranted) granted += 2 ** bit
      if (isDenied || isGranted) break
    }
  }
  return { granted, denied }
}

function primaries(contents: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(contents).filter(([name]) => !name.endsWith('_')))
}

async function inFolder(database: RandomDatabase, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'keyswitch-test-'))
  try {
    await writeFile(join(folder, '.UserDatabase.csv'), database.users)
    await writeFile(join(folder, '.GroupDatabase.csv'), database.groups)
    await writeFile(join(folder, '.UserMgmtRightsDB.csv'), database.objects)
    await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
