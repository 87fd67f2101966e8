import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { createResultCache, type ResultCache } from '../../src/main/sessions/resultCache'
import { temporaryFolder } from '../support/temporaryFolder'

const SCOPE = 'a'.repeat(64)
const NODE = { ns: 2, id: 'Speed', type: 'string' }
let base = ''
let path = ''
let time = 0

beforeEach(async () => {
  base = await temporaryFolder()
  path = join(base, 'cache')
  time = 1_000_000
})

function open(driver: 'memory' | 'file' | 'none' = 'file'): ResultCache {
  return createResultCache({ driver, path, ttlSeconds: 300, now: () => time })
}

/** The one file of an answer that was remembered just now. */
async function onlyFile(): Promise<string> {
  const names = await readdir(path)
  expect(names).toHaveLength(1)
  return join(path, names[0] ?? '')
}

describe.each(['memory', 'file'] as const)('in %s', (driver) => {
  it('an answer is given again to the same question of the same scope only, until it is too old', async () => {
    const cache = open(driver)
    await cache.set(SCOPE, 'browse', [NODE, 0], '[18446744073709551615]')
    expect(await cache.get(SCOPE, 'browse', [NODE, 0])).toBe('[18446744073709551615]')
    expect(await cache.get('b'.repeat(64), 'browse', [NODE, 0])).toBeUndefined()
    expect(await cache.get(SCOPE, 'browseAll', [NODE, 0])).toBeUndefined()
    expect(await cache.get(SCOPE, 'browse', [NODE, 1])).toBeUndefined()
    expect(await cache.get(SCOPE, 'browse', [NODE])).toBeUndefined()
    time += 299_999
    expect(await cache.get(SCOPE, 'browse', [NODE, 0])).toBe('[18446744073709551615]')
    time += 1
    expect(await cache.get(SCOPE, 'browse', [NODE, 0])).toBeUndefined()
    if (driver === 'file') expect(await readdir(path)).toEqual([])
  })

  it('a node is forgotten however it is written, a scope with everything in it', async () => {
    const cache = open(driver)
    await cache.set(SCOPE, 'browse', [NODE], '1')
    await cache.set(SCOPE, 'browse', ['ns=2;s=Speed', 1], '2')
    await cache.set(SCOPE, 'browse', ['ns=2;s=Other'], '3')
    await cache.set(SCOPE, 'browse', [{ ns: 0, id: 85, type: 'numeric' }], '4')
    await cache.invalidate(SCOPE, 'ns=2;s=Speed')
    expect(await cache.get(SCOPE, 'browse', [NODE])).toBeUndefined()
    expect(await cache.get(SCOPE, 'browse', ['ns=2;s=Speed', 1])).toBeUndefined()
    expect(await cache.get(SCOPE, 'browse', ['ns=2;s=Other'])).toBe('3')
    await cache.invalidate(SCOPE, 'i=85')
    expect(await cache.get(SCOPE, 'browse', [{ ns: 0, id: 85, type: 'numeric' }])).toBeUndefined()
    await cache.set('b', 'browse', [NODE], '5')
    await cache.flush(SCOPE)
    expect(await cache.get(SCOPE, 'browse', ['ns=2;s=Other'])).toBeUndefined()
    expect(await cache.get('b', 'browse', [NODE])).toBe('5')
  })

  it('questions that were not asked for longest make room', async () => {
    const cache = open(driver)
    const big = JSON.stringify('x'.repeat(1_500_000))
    for (let at = 0; at < 10; at += 1) await cache.set(SCOPE, 'browse', [at], big)
    await cache.get(SCOPE, 'browse', [0])
    await cache.set(SCOPE, 'browse', [10], big)
    await cache.set(SCOPE, 'browse', [11], big)
    expect(await cache.get(SCOPE, 'browse', [0])).toBe(big)
    expect(await cache.get(SCOPE, 'browse', [1])).toBeUndefined()
    await cache.set(SCOPE, 'browse', [12], JSON.stringify('x'.repeat(5_000_000)))
    expect(await cache.get(SCOPE, 'browse', [12])).toBeUndefined()
    if (driver === 'file') expect((await readdir(path)).length).toBeLessThanOrEqual(11)
  })
})

it('without a driver nothing is remembered', async () => {
  const cache = open('none')
  await cache.set(SCOPE, 'browse', [NODE], '1')
  expect(await cache.get(SCOPE, 'browse', [NODE])).toBeUndefined()
  expect(await readdir(base)).toEqual([])
})

describe('files', () => {
  it('outlive the program, can be read by their owner only, and have names that say nothing', async () => {
    const before = process.umask(0)
    try {
      await open().set(SCOPE, 'browse', [NODE], '{"a":1}')
    } finally {
      process.umask(before)
    }
    const file = await onlyFile()
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await stat(path)).mode & 0o777).toBe(0o700)
    expect(file).toMatch(/\/[\da-f]{64}\.json$/)
    expect(await open().get(SCOPE, 'browse', [NODE])).toBe('{"a":1}')
  })

  const good = (more: object = {}) => ({
    version: 1,
    scope: SCOPE,
    method: 'browse',
    parameters: JSON.stringify([NODE]),
    at: 1_000_000,
    text: '"foreign"',
    ...more,
  })
  it.each<[string, string]>([
    ['empty', ''],
    ['cut off', JSON.stringify(good()).slice(0, 60)],
    ['no JSON', 'a:1:{s:3:"foo";O:8:"stdClass":0:{}}'],
    ['a script', 'process.exit(1)'],
    ['another version', JSON.stringify(good({ version: 2 }))],
    ['a field too many', JSON.stringify(good({ more: 1 }))],
    ['a field too few', JSON.stringify({ ...good(), at: undefined })],
    ['another scope', JSON.stringify(good({ scope: 'b'.repeat(64) }))],
    ['another question', JSON.stringify(good({ method: 'read' }))],
    ['an answer that is no JSON', JSON.stringify(good({ text: 'oops' }))],
    ['an answer of two lines', JSON.stringify(good({ text: '{"a":\n1}' }))],
    ['an answer that ends the reply', JSON.stringify(good({ text: '1}\n{"success":true' }))],
    ['an object where text belongs', JSON.stringify(good({ text: { a: 1 } }))],
    ['keys of prototypes', `{"__proto__":{"text":"\\"polluted\\""},"constructor":{"prototype":{"polluted":1}}}`],
    ['a known file with a key of prototypes', JSON.stringify(good()).replace('{', '{"__proto__":{"polluted":1},')],
    ['a list', '[]'],
    ['null', 'null'],
  ])('one that is damaged or foreign is ignored and replaced: %s', async (_, content) => {
    await open().set(SCOPE, 'browse', [NODE], '"own"')
    const file = await onlyFile()
    await writeFile(file, content)
    await chmod(file, 0o644)
    const cache = open()
    expect(await cache.get(SCOPE, 'browse', [NODE])).toBeUndefined()
    // Nor does it answer another question from under a name that is not its own.
    expect(await cache.get('b'.repeat(64), 'browse', [NODE])).toBeUndefined()
    expect(await cache.get(SCOPE, 'read', [NODE])).toBeUndefined()
    expect(Object.prototype).not.toHaveProperty('polluted')
    await cache.set(SCOPE, 'browse', [NODE], '"own again"')
    expect(await open().get(SCOPE, 'browse', [NODE])).toBe('"own again"')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(path)).toHaveLength(1)
  })

  it('links are neither read nor written through', async () => {
    await open().set(SCOPE, 'browse', [NODE], '"own"')
    const file = await onlyFile()
    const outside = join(base, 'outside.json')
    const content = await readFile(file, 'utf8')
    await writeFile(outside, content)
    await mkdir(join(base, 'other'))
    path = join(base, 'other')
    const link = join(path, file.slice(file.lastIndexOf('/') + 1))
    await symlink(outside, link)
    const cache = open()
    expect(await cache.get(SCOPE, 'browse', [NODE])).toBeUndefined()
    await cache.set(SCOPE, 'browse', [NODE], '"new"')
    expect((await lstat(link)).isSymbolicLink()).toBe(false)
    expect(await readFile(outside, 'utf8')).toBe(content)
  })

  it('a folder that is a link, a file, or missing costs the cache and nothing else', async () => {
    await mkdir(join(base, 'elsewhere'))
    await symlink(join(base, 'elsewhere'), path)
    const linked = open()
    await linked.set(SCOPE, 'browse', [NODE], '1')
    expect(await readdir(join(base, 'elsewhere'))).toEqual([])
    path = join(base, 'file')
    await writeFile(path, 'mine')
    const file = open()
    await file.set(SCOPE, 'browse', [NODE], '1')
    expect(await readFile(path, 'utf8')).toBe('mine')
    path = join(base, 'no', 'such', 'folder')
    const missing = open()
    await missing.set(SCOPE, 'browse', [NODE], '1')
    expect(await missing.get(SCOPE, 'browse', [NODE])).toBe('1')
    expect(await readdir(base)).toEqual(['cache', 'elsewhere', 'file'])
  })

  it('files of others in the folder are left alone', async () => {
    await mkdir(path)
    await writeFile(join(path, 'readme.txt'), 'mine')
    const cache = open()
    await cache.set(SCOPE, 'browse', [NODE], '1')
    await cache.flush(SCOPE)
    expect(await readdir(path)).toEqual(['readme.txt'])
  })
})
