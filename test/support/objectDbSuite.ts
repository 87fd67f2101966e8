import { describe, expect } from 'vitest'
import type { GroupClosure, ListedObject, ObjectDb, ObjectDbConfig } from '../../src/main/usermgmt/backends'
import { checkWith, collect, refused, type Made, type Maker } from './conformance'

/** What every object database keeps to. */
export function objectDbSuite(body: string, make: Maker<Made<ObjectDb, ObjectDbConfig>>): void {
  describe(`${body} keeps objects and rights as every object database does`, () => {
    const check = checkWith(make)
    const alone = (group: string): GroupClosure => ({
      group,
      members: [{ group, via: [group] }],
      administrator: undefined,
    })
    const group = 'conformance A'
    const top = 'Device.conformance'
    const leaf = 'Device.conformance.leaf'
    const find = async (db: ObjectDb, name: string): Promise<ListedObject | undefined> =>
      (await collect(db.objects())).find((object) => object.name === name)

    check('an added object is listed without entries and inherits from above', async ({ db, config }) => {
      await config.addObject(top)
      await config.addObject(leaf)
      await config.setRight(top, group, 'view', 'grant')
      expect((await find(db, leaf))?.entries.size).toBe(0)
      expect(db.hasObject(leaf)).toBe(true)
      expect(db.hasObject('Device.conformance.other')).toBe(false)
      expect(db.decide(alone(group), leaf)).toEqual({ granted: 1, denied: 0 })
      expect(db.explain(alone(group), leaf, 'view')).toEqual({ is: 'granted', via: [group], at: top, inherited: true })
      expect(db.decide(alone(group), 'Device.conformance.other')).toEqual({ granted: 1, denied: 0 })
    })

    check('a right is granted, denied and cleared, and the other bits stay', async ({ db, config }) => {
      await config.addObject(top)
      await config.setMasks(top, group, { granted: 0xff000001, denied: 0x00ff0000 })
      await config.setRight(top, group, 'modify', 'grant')
      expect(db.masks(top, group)).toEqual({ granted: 0xff000003, denied: 0x00ff0000 })
      await config.setRight(top, group, 'modify', 'deny')
      expect(db.masks(top, group)).toEqual({ granted: 0xff000001, denied: 0x00ff0002 })
      await config.setRight(top, group, 'modify', 'neutral')
      expect(db.masks(top, group)).toEqual({ granted: 0xff000001, denied: 0x00ff0000 })
      expect(db.masks(top, 'conformance B')).toBeUndefined()
    })

    check('an entry without any bit is none', async ({ db, config }) => {
      await config.addObject(top)
      await config.setRight(top, group, 'view', 'grant')
      await config.setRight(top, group, 'view', 'neutral')
      expect(db.masks(top, group)).toBeUndefined()
      await config.setMasks(top, group, { granted: 0, denied: 4 })
      await config.setMasks(top, group, { granted: 0, denied: 0 })
      expect((await find(db, top))?.entries.size).toBe(0)
    })

    check('the nearest object decides, and there a denial by a group around beats a grant', async ({ db, config }) => {
      await config.addObject(top)
      await config.addObject(leaf)
      await config.setRight(top, group, 'view', 'deny')
      await config.setRight(leaf, group, 'view', 'grant')
      expect(db.decide(alone(group), leaf).granted).toBe(1)
      await config.setRight(leaf, 'conformance B', 'view', 'deny')
      const nested: GroupClosure = {
        group,
        members: [
          { group, via: [group] },
          { group: 'conformance B', via: [group, 'conformance B'] },
        ],
        administrator: undefined,
      }
      expect(db.decide(nested, leaf)).toEqual({ granted: 0, denied: 1 })
      const reason = { is: 'denied', via: [group, 'conformance B'], at: leaf, inherited: false }
      expect(db.explain(nested, leaf, 'view')).toEqual(reason)
    })

    check('all 32 bits are there and unsigned', async ({ db, config }) => {
      await config.addObject(top)
      await config.setMasks(top, group, { granted: 0xffffffff, denied: 0 })
      expect(db.masks(top, group)).toEqual({ granted: 0xffffffff, denied: 0 })
      expect(db.decide(alone(group), top)).toEqual({ granted: 0xffffffff, denied: 0 })
    })

    check('a renamed object keeps its place and entries; a removed one takes its entries along', async (made) => {
      const { db, config } = made
      await config.addObject(top)
      await config.addObject(leaf)
      await config.setRight(top, group, 'view', 'grant')
      const before = (await collect(db.objects())).map(({ name }) => name)
      await config.renameObject(top, 'Device.conformance two')
      const renamed = before.map((name) => (name === top ? 'Device.conformance two' : name))
      expect((await collect(db.objects())).map(({ name }) => name)).toEqual(renamed)
      expect(db.masks('Device.conformance two', group)).toEqual({ granted: 1, denied: 0 })
      expect(db.hasObject(top)).toBe(false)
      await config.removeObject('Device.conformance two')
      await config.addObject('Device.conformance two')
      expect(db.masks('Device.conformance two', group)).toBeUndefined()
    })

    check('entries follow a renamed group and go with a removed one', async ({ db, config }) => {
      await config.addObject(top)
      await config.setRight(top, group, 'view', 'grant')
      await config.setRight(top, 'conformance B', 'modify', 'deny')
      await config.groupRenamed(group, 'conformance C')
      expect(db.masks(top, group)).toBeUndefined()
      expect(db.masks(top, 'conformance C')).toEqual({ granted: 1, denied: 0 })
      await config.groupRemoved('conformance B')
      expect(db.masks(top, 'conformance B')).toBeUndefined()
      await config.setRight(top, 'conformance D', 'execute', 'grant')
      await config.groupRenamed('conformance C', 'conformance D')
      expect(db.masks(top, 'conformance D')).toEqual({ granted: 1, denied: 0 })
    })

    check('objects that are not there cannot be changed, and one name is not given twice', async ({ config }) => {
      await config.addObject(top)
      await config.addObject(leaf)
      await refused('already-exists', config.addObject(top))
      await refused('already-exists', config.renameObject(top, leaf))
      await refused('not-found', config.renameObject('Device.conformance none', 'Device.conformance x'))
      await refused('not-found', config.removeObject('Device.conformance none'))
      await refused('not-found', config.setRight('Device.conformance none', group, 'view', 'grant'))
      await refused('not-found', config.setMasks('Device.conformance none', group, { granted: 1, denied: 0 }))
    })

    check('what was exported comes back with every entry', async ({ db, config }) => {
      await config.addObject(top)
      await config.setMasks(top, group, { granted: 0x80000001, denied: 2 })
      const before = await collect(db.objects())
      const exported = await config.exportObjects()
      await config.removeObject(top)
      await config.importObjects(exported)
      expect((await collect(db.objects())).map(plain)).toEqual(before.map(plain))
    })
  })
}

const plain = ({ name, entries }: ListedObject) => ({ name, entries: [...entries] })
