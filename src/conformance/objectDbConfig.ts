import type { ObjectDbConfig } from '../main/usermgmt/backends'
import { byName, checksOf, configOf, demand, failureOf, MANY, numbered, refused } from './check'
import { closureOf, heldObjects, type MadeObjectDb, type ObjectAbility, type ObjectDbConformance } from './heldObjects'

const A = 'conformance A'
const B = 'conformance B'
const TOP = 'Device.conformance'
const LEAF = 'Device.conformance.leaf'
const OTHER = 'Device.conformance two'

/** What an object database that can be configured keeps to as well. */
export function objectDbConfigChecks(about: ObjectDbConformance, lacks: (ability: ObjectAbility) => boolean): void {
  const check = checksOf(about)
  const entriesOf = async ({ db }: MadeObjectDb, object: string) =>
    (await heldObjects(db)).find(({ name }) => name === object)?.entries

  check('an added object has no entries and inherits from above, as does one that is not there', async (made) => {
    const { db } = made
    const config = await withTwo(made)
    await config.setRight(TOP, A, 'view', 'grant')
    demand(await entriesOf(made, LEAF), [], 'A new object has no entries.')
    demand([db.hasObject(LEAF), db.hasObject(`${TOP}.other`)], [true, false], 'hasObject knows what was added.')
    for (const object of [LEAF, `${TOP}.other`, `${TOP}.other.deeper`]) {
      demand(db.decide(closureOf(A), object), { granted: 1, denied: 0 }, 'What nothing nearer decides is inherited.')
      const reason = { is: 'granted', via: [A], at: TOP, inherited: true }
      demand(db.explain(closureOf(A), object, 'view'), reason, 'The reason names the object that decided.')
    }
    demand(db.explain(closureOf(A), LEAF, 'execute'), { is: 'undecided' }, 'What nothing decides is undecided.')
  })

  check('a right is granted, denied and cleared, and the other bits stay', async (made) => {
    const { db } = made
    const config = await withTwo(made)
    await config.setMasks(TOP, A, { granted: 0xff000001, denied: 0x00ff0000 })
    await config.setRight(TOP, A, 'modify', 'grant')
    demand(db.masks(TOP, A), { granted: 0xff000003, denied: 0x00ff0000 }, 'Granting sets one bit.')
    await config.setRight(TOP, A, 'modify', 'deny')
    demand(db.masks(TOP, A), { granted: 0xff000001, denied: 0x00ff0002 }, 'Denying takes the grant away.')
    await config.setRight(TOP, A, 'modify', 'neutral')
    demand(db.masks(TOP, A), { granted: 0xff000001, denied: 0x00ff0000 }, 'Clearing takes both away.')
    demand(db.masks(TOP, B), undefined, 'An entry is about one group.')
  })

  check('all 32 bits are there and unsigned, and what was given can be used again', async (made) => {
    const { db } = made
    const config = await withTwo(made)
    const masks = { granted: 0xffffffff, denied: 0 }
    await config.setMasks(TOP, A, masks)
    masks.granted = 0
    demand(db.masks(TOP, A), { granted: 0xffffffff, denied: 0 }, 'Masks are 32 bits, unsigned, and kept as a copy.')
    demand(db.decide(closureOf(A), TOP), { granted: 0xffffffff, denied: 0 }, 'Masks are 32 bits, unsigned.')
  })

  check('an entry without any bit is none', async (made) => {
    const config = await withTwo(made)
    await config.setRight(TOP, A, 'view', 'grant')
    await config.setRight(TOP, A, 'view', 'neutral')
    demand(made.db.masks(TOP, A), undefined, 'An entry without any bit is removed.')
    await config.setMasks(TOP, A, { granted: 0, denied: 4 })
    await config.setMasks(TOP, A, { granted: 0, denied: 0 })
    demand(await entriesOf(made, TOP), [], 'An entry without any bit is removed.')
  })

  check('the nearest object decides, and there a denial by a group around beats a grant', async (made) => {
    const { db } = made
    const config = await withTwo(made)
    await config.setRight(TOP, A, 'view', 'deny')
    await config.setRight(LEAF, A, 'view', 'grant')
    demand(db.decide(closureOf(A), LEAF).granted, 1, 'The nearest object decides.')
    await config.setRight(LEAF, B, 'view', 'deny')
    demand(db.decide(closureOf(A, B), LEAF), { granted: 0, denied: 1 }, 'On one object a denial beats a grant.')
    const reason = { is: 'denied', via: [A, B], at: LEAF, inherited: false }
    demand(db.explain(closureOf(A, B), LEAF, 'view'), reason, 'The reason names the chain of groups.')
  })

  check('a renamed object keeps its place and entries; a removed one takes its entries along', async (made) => {
    const { db } = made
    const config = await withTwo(made)
    await config.setRight(TOP, A, 'view', 'grant')
    const before = await heldObjects(db)
    await config.renameObject(TOP, OTHER)
    const renamed = before.map(({ name, entries }) => ({ name: name === TOP ? OTHER : name, entries }))
    demand(await heldObjects(db), renamed, 'A renamed object stays what and where it was.')
    demand(db.hasObject(TOP), false, 'The name of before is nobody’s.')
    demand(db.decide(closureOf(A), LEAF), { granted: 0, denied: 0 }, 'What is above goes by the names of now.')
    await config.removeObject(OTHER)
    await config.addObject(OTHER)
    demand(db.masks(OTHER, A), undefined, 'A new object of the same name has nothing of the removed one.')
  })

  check('objects underneath stay when one above them is removed, and inherit from farther up', async (made) => {
    const { db } = made
    const config = await withTwo(made)
    await config.addObject(`${LEAF}.below`)
    await config.setRight(TOP, A, 'view', 'grant')
    await config.setRight(LEAF, A, 'view', 'deny')
    await config.removeObject(LEAF)
    demand(db.hasObject(`${LEAF}.below`), true, 'Removing an object leaves those underneath.')
    demand(db.decide(closureOf(A), `${LEAF}.below`), { granted: 1, denied: 0 }, 'They inherit from what is above now.')
  })

  check('entries follow a renamed group and go with a removed one', async (made) => {
    const { db } = made
    const config = await withTwo(made)
    await config.setRight(TOP, A, 'view', 'grant')
    await config.setRight(TOP, B, 'modify', 'deny')
    await config.groupRenamed(A, 'conformance C')
    demand(db.masks(TOP, A), undefined, 'The name of before has no entry.')
    demand(db.masks(TOP, 'conformance C'), { granted: 1, denied: 0 }, 'Entries follow a renamed group.')
    await config.groupRemoved(B)
    demand(db.masks(TOP, B), undefined, 'Entries go with a removed group.')
    await config.setRight(TOP, 'conformance D', 'execute', 'grant')
    await config.groupRenamed('conformance C', 'conformance D')
    demand(db.masks(TOP, 'conformance D'), { granted: 1, denied: 0 }, 'A left-over entry of the new name is replaced.')
  })

  check(
    'objects that are not there are not changed, no name is given twice, and what is refused changes nothing',
    async (made) => {
      const config = await withTwo(made)
      await config.setRight(TOP, A, 'view', 'grant')
      const before = await heldObjects(made.db)
      const none = 'Device.conformance none'
      await refused('already-exists', () => config.addObject(TOP), 'Adding an object that is there')
      await refused('already-exists', () => config.renameObject(TOP, LEAF), 'Renaming to a name that is taken')
      await refused('not-found', () => config.renameObject(none, OTHER), 'Renaming an unknown object')
      await refused('not-found', () => config.removeObject(none), 'Removing an unknown object')
      await refused('not-found', () => config.setRight(none, A, 'view', 'grant'), 'A right on an unknown object')
      await refused(
        'not-found',
        () => config.setMasks(none, A, { granted: 1, denied: 0 }),
        'An entry on an unknown object',
      )
      demand(await heldObjects(made.db), before, 'A refused call changes nothing.')
    },
  )

  check('what was exported comes back with every entry', async (made) => {
    const { db } = made
    const config = await withTwo(made)
    if (lacks('export')) {
      await refused('not-configurable', () => config.exportObjects(), 'Exporting')
      await refused('not-configurable', () => config.importObjects(new Uint8Array()), 'Importing')
      return
    }
    await config.setMasks(TOP, A, { granted: 0x80000001, denied: 2 })
    const before = await heldObjects(db)
    const exported = await config.exportObjects()
    await config.removeObject(TOP)
    await config.addObject(OTHER)
    await config.setRight(LEAF, B, 'view', 'deny')
    await config.importObjects(exported)
    demand(
      byName(await heldObjects(db)),
      byName(before),
      'importObjects brings back exactly what exportObjects gave out.',
    )
    const damaged = exported.slice(0, Math.floor(exported.length / 2))
    demand(
      (await failureOf(() => config.importObjects(damaged))) === 'no failure',
      false,
      'Half an export is not imported.',
    )
    demand(byName(await heldObjects(db)), byName(before), 'An import that fails changes nothing.')
  })

  check('many objects are kept, each with its own entry', async (made) => {
    const { db } = made
    const config = await withTwo(made)
    const many = numbered(`${TOP}.conformance`, about.many ?? MANY)
    for (const [index, name] of many.entries()) {
      await config.addObject(name)
      await config.setMasks(name, A, { granted: index + 1, denied: 0 })
    }
    demand(
      (await heldObjects(db)).filter(({ name }) => name.startsWith(`${TOP}.conformance`)).length,
      many.length,
      'Every object is listed.',
    )
    for (const [index, name] of many.entries()) {
      demand(db.decide(closureOf(A), name), { granted: index + 1, denied: 0 }, 'Each object has its own entry.')
    }
  })
}

/** An object with one underneath it. */
async function withTwo(made: MadeObjectDb): Promise<ObjectDbConfig> {
  const config = configOf(made)
  await config.addObject(TOP)
  await config.addObject(LEAF)
  return config
}
