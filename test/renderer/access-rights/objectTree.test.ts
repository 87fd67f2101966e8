import { describe, expect, it } from 'vitest'
import { flattenTree } from '../../../src/renderer/parts/gridRows'
import {
  entriesBelow,
  filterTree,
  nameFilter,
  namesAbove,
  objectTree,
  openAtFirst,
  sameNames,
} from '../../../src/renderer/pages/access-rights/objectTree'

const NAMES = [
  'Device',
  'Device.PlcLogic',
  'Device.PlcLogic.Filler',
  'Device.X509',
  'Device.X509.GetStatus',
  '/',
  '/PlcLogic',
]
const tree = objectTree(NAMES)
const shown = (text: string): string[] => {
  const keep = nameFilter(NAMES, text)
  const filtered = keep ? filterTree(tree, keep) : { roots: tree.roots, open: new Set(NAMES) }
  return flattenTree(filtered.roots, (key) => filtered.open.has(key)).map((row) => row.key)
}

describe('the object tree', () => {
  it('has two roots, told apart by dots and slashes', () => {
    expect(tree.roots.map((root) => root.key)).toEqual(['Device', '/'])
    expect(namesAbove('Device.PlcLogic.Filler')).toEqual(['Device', 'Device.PlcLogic'])
    expect(namesAbove('/cert/own')).toEqual(['/', '/cert'])
  })

  it('is open at first where it leads to entries', () => {
    const open = openAtFirst(tree, [4, 4, 1, 4, 0, 4, 0])
    expect(open.has('Device.PlcLogic')).toBe(true)
    expect(open.has('Device.X509')).toBe(false)
  })

  it('is kept while the same objects are listed', () => {
    expect(sameNames(NAMES, [...NAMES])).toBe(true)
    expect(sameNames(NAMES, NAMES.slice(1))).toBe(false)
  })
})

describe('filtering objects', () => {
  it('keeps what leads to a found object, and what lies below it', () => {
    expect(shown('filler')).toEqual(['Device', 'Device.PlcLogic', 'Device.PlcLogic.Filler'])
    expect(shown('x509')).toEqual(['Device', 'Device.X509'])
    expect(shown('nothing like it')).toEqual([])
  })

  it('looks at an object’s own name, with a dot or a slash at the whole path', () => {
    expect(shown('plclogic')).toEqual(['Device', 'Device.PlcLogic', '/', '/PlcLogic'])
    expect(shown('/plc')).toEqual(['/', '/PlcLogic'])
    expect(nameFilter(NAMES, '  ')).toBeUndefined()
  })
})

describe('entries below', () => {
  it('are counted once, without the selected objects themselves', () => {
    const own = [4, 4, 1, 4, 0, 4, 2]
    expect(entriesBelow(tree, own, new Set(['Device']))).toBe(3)
    expect(entriesBelow(tree, own, new Set(['Device', 'Device.PlcLogic']))).toBe(2)
    expect(entriesBelow(tree, own, new Set(['Device.X509']))).toBe(0)
    expect(entriesBelow(tree, own, new Set(['/']))).toBe(1)
  })
})
