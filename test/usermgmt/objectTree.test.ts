import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { parentName } from '../../src/contract/objectPath'
import { entriesBelow, treeOf } from '../../src/main/usermgmt/objectTree'

const part = fc.constantFrom('a', 'b', 'c d')
const dots = fc.array(part, { maxLength: 4 }).map((parts) => ['Device', ...parts].join('.'))
const folders = fc.array(part, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`)
const listed = fc.uniqueArray(
  fc.record({
    name: fc.oneof(dots, folders),
    entries: fc.constantFrom(new Map(), new Map([['A', { granted: 1, denied: 0 }]])),
  }),
  { selector: ({ name }) => name, maxLength: 25 },
)

it('every kept object and every ancestor stands once, after its parent and before what is not underneath it', () => {
  fc.assert(
    fc.property(listed, (objects) => {
      const tree = treeOf(objects)
      const kept = new Map(objects.map(({ name, entries }) => [name, entries]))
      expect(new Set(tree.names).size).toBe(tree.names.length)
      for (const { name } of objects) expect(tree.names).toContain(name)
      for (const [place, name] of tree.names.entries()) {
        expect(tree.places.get(name)).toBe(place)
        expect(tree.entries[place]).toBe(kept.get(name))
        const parent = parentName(name)
        if (parent !== undefined) expect(tree.places.get(parent)).toBeLessThan(place)
        const below = tree.names.map((_, at) => at).filter((at) => isUnder(tree.names[at] ?? '', name))
        expect(below).toEqual(below.map((_, at) => place + 1 + at))
        expect(tree.ends[place]).toBe(place + 1 + below.length)
      }
      // Siblings stand in the order in which the list first speaks of them.
      const first = (name: string) => objects.findIndex((object) => object.name === name || isUnder(object.name, name))
      for (const name of tree.names) {
        const siblings = tree.names.filter((other) => parentName(other) === parentName(name)).map(first)
        expect(siblings).toEqual(siblings.toSorted((one, other) => one - other))
      }
    }),
    { numRuns: 300 },
  )
})

it('entries underneath several chosen objects are counted once, and the chosen ones not at all', () => {
  fc.assert(
    fc.property(listed, fc.array(fc.nat(30)), (objects, picks) => {
      const tree = treeOf(objects)
      const chosen = picks.filter((place) => place < tree.names.length)
      const names = chosen.map((place) => tree.names[place] ?? '')
      const expected = objects
        .filter(
          ({ name, entries }) => entries.size > 0 && !names.includes(name) && names.some((at) => isUnder(name, at)),
        )
        .map(({ name }) => name)
      const found = entriesBelow(tree, chosen).map((place) => tree.names[place] ?? '')
      expect(found.toSorted()).toEqual(expected.toSorted())
    }),
    { numRuns: 300 },
  )
})

it('an object nested 4000 deep does not exhaust the stack', () => {
  const name = `Device${'.x'.repeat(2000)}`
  expect(treeOf([{ name, entries: new Map() }]).names.length).toBe(2001)
})

function isUnder(name: string, above: string): boolean {
  const parent = parentName(name)
  return parent !== undefined && (parent === above || isUnder(parent, above))
}
