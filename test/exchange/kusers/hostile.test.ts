import { expect, test } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { readKusers } from '../../../src/main/exchange/kusers/readKusers'
import { writeKusers } from '../../../src/main/exchange/kusers/writeKusers'
import type { Content } from '../../../src/main/usermgmt/transfer/content'
import { bytesOf, clear, encryptedByHand, MADE, PASSPHRASE } from './byHand'

const random = (bytes: number): Uint8Array => Buffer.alloc(bytes, 5)
const ANNA = { name: 'anna', mayChangePassword: true, mustChangePassword: false, internal: false, lastChange: null }
const SMALL: Content = {
  users: [{ ...ANNA, name: 'dörte 設' }],
  groups: [{ name: 'Watch', property: 1, users: ['dörte 設'], groups: [] }],
  objects: [{ name: 'Device', entries: [{ group: 'Watch', granted: 1, denied: 0 }] }],
}

/** What the failure says; anything but a failure that people can be told about is none. */
async function failure(document: unknown, passphrase?: string): Promise<string> {
  try {
    await readKusers(bytesOf(document), { file: 'x.kusers', passphrase })
    return 'read'
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    expect(error.details['file']).toBe('x.kusers')
    return error.code === 'file-not-understood' ? String(error.details['problem']) : error.code
  }
}

test('a file that was cut anywhere is told to be cut, and nothing of it is taken over', async () => {
  const plain = await writeKusers(SMALL, { title: 'Line 3', made: MADE, random })
  const sealed = bytesOf(JSON.stringify(encryptedByHand(), null, 1))
  for (const [bytes, passphrase] of [
    [plain, undefined],
    [sealed, PASSPHRASE],
  ] as const) {
    const said = new Set<string>()
    for (let length = 0; length < bytes.length; length++) said.add(await failure(bytes.subarray(0, length), passphrase))
    expect([...said]).toEqual(['cut'])
    expect(await failure(bytes, passphrase)).toBe('read')
  }
})

test('whatever bit of an encrypted file is turned over, nobody reads anything else than what was written', async () => {
  const whole = bytesOf(encryptedByHand())
  const said = new Map<string, number>()
  for (let at = 0; at < whole.length; at++) {
    for (const bit of [0, 3, 6]) {
      const bytes = Uint8Array.from(whole)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
      const problem = await failure(bytes, PASSPHRASE)
      said.set(problem, (said.get(problem) ?? 0) + 1)
    }
  }
  expect([...said.keys()].toSorted()).toEqual(
    ['changed', 'cost', 'cut', 'encoding', 'file-newer', 'form', 'passphrase-wrong'].filter((problem) =>
      said.has(problem),
    ),
  )
  expect(said.get('changed')).toBeGreaterThan(100)
})

test('a wrong passphrase is told from a file that somebody changed', async () => {
  const good = encryptedByHand()
  const { encryption } = good
  expect(await failure(good, PASSPHRASE)).toBe('read')
  expect(await failure(good, 'correct horse 8 battery')).toBe('passphrase-wrong')
  expect(await failure(good)).toBe('passphrase-needed')
  expect(await failure(good, '')).toBe('passphrase-needed')
  for (const changed of [
    { ...good, title: 'Line 4' },
    { ...good, made: '2026-01-01T00:00:00.001Z' },
    { ...good, content: `AAAA${good.content.slice(4)}` },
    { ...good, content: good.content.slice(0, -4) },
    { ...good, encryption: { ...encryption, nonce: Buffer.alloc(12, 8).toString('base64') } },
  ]) {
    expect(await failure(changed, PASSPHRASE)).toBe('changed')
  }
  // Of what the key is made from nobody can tell whether it was changed or the passphrase is another one.
  for (const other of [{ N: 32 }, { r: 2 }, { p: 2 }, { salt: Buffer.alloc(16, 8).toString('base64') }]) {
    expect(await failure({ ...good, encryption: { ...encryption, ...other } }, PASSPHRASE)).toBe('passphrase-wrong')
  }
})

test('a file that asks for more memory or time than a passphrase needs is refused at once', async () => {
  const good = encryptedByHand()
  const asks = (cost: object) => ({ ...good, encryption: { ...good.encryption, ...cost } })
  const begun = performance.now()
  for (const cost of [
    { N: 2 ** 30 },
    { N: 2 ** 52, r: 2 ** 52 },
    { r: 1_000_000_000, p: 4 },
    { p: 5 },
    { p: 2 ** 40 },
    { N: 2 ** 22 },
  ]) {
    expect(await failure(asks(cost), PASSPHRASE)).toBe('cost')
  }
  for (const cost of [{ N: 0 }, { N: 1 }, { N: 17 }, { N: -16 }, { N: 16.5 }, { N: '16' }, { r: 0 }, { p: 0 }]) {
    expect(await failure(asks(cost), PASSPHRASE)).toBe('form')
  }
  expect(await failure(JSON.stringify(asks({})).replace('"N":16', '"N":1e999'), PASSPHRASE)).toBe('form')
  expect(performance.now() - begun).toBeLessThan(2000)
})

test('salts, nonces and contents that are not whole base64 are refused before anything is computed', async () => {
  const good = encryptedByHand()
  const wrong = (members: object) => ({ ...good, encryption: { ...good.encryption, ...members } })
  for (const document of [
    wrong({ salt: 'AAAA' }),
    wrong({ salt: `${'!'.repeat(22)}==` }),
    wrong({ nonce: '' }),
    wrong({ nonce: 7 }),
    wrong({ check: null }),
    wrong({ kdf: 'argon2' }),
    wrong({ cipher: 'none' }),
    wrong({ more: 1 }),
    { ...good, content: `${good.content.slice(0, -1)}!` },
    { ...good, content: `${good.content}A` },
    { ...good, content: 'AAAA' },
    { ...good, content: 5 },
    { ...good, encryption: null },
    { ...good, encryption: [] },
    { ...good, users: [] },
  ]) {
    expect(await failure(document, PASSPHRASE)).toBe('form')
  }
})

test('what is encrypted is looked at no less strictly', async () => {
  for (const [text, problem] of [
    ['{"users":[', 'cut'],
    ['{"users":"all"}', 'form'],
    ['{"format":"keyswitch-users","users":[]}', 'form'],
    [`{"users":${'['.repeat(100_000)}`, 'form'],
    ['{}', 'nothing'],
    ['', 'cut'],
  ] as const) {
    expect(await failure(encryptedByHand({ text }), PASSPHRASE)).toBe(problem)
  }
})

test('a newer file is told to be newer, whatever else it holds', async () => {
  const newer = { format: 'keyswitch-users', version: 2, everything: { is: 'otherwise' } }
  expect(await failure(newer)).toBe('file-newer')
  expect(await failure({ ...encryptedByHand(), version: 3 })).toBe('file-newer')
  for (const version of [0, -1, 1.5, '1', null, undefined]) expect(await failure(clear({ version }))).toBe('form')
})

test('members that nobody knows, and parts of another form, are refused', async () => {
  const group = { name: 'Watch', users: [], groups: [] }
  const object = { name: 'Device', rights: [{ group: 'Watch', granted: '0x00000001', denied: '0x00000000' }] }
  expect(await failure(clear({ users: [ANNA], groups: [group], objects: [object] }))).toBe('read')
  for (const members of [
    { users: [ANNA], shoes: [] },
    { users: [{ ...ANNA, shoes: 1 }] },
    { users: [{ ...ANNA, password: 'in clear' }] },
    { users: [{ ...ANNA, credentials: 'AAAA' }] },
    { users: [{ ...ANNA, internal: 'yes' }] },
    { users: [{ ...ANNA, internal: undefined }] },
    { users: [{ ...ANNA, lastChange: 5 }] },
    { users: [{ ...ANNA, lastChange: '2026-02-31T00:00:00.000Z' }] },
    { users: [{ ...ANNA, name: 5 }] },
    { users: [{ ...ANNA, name: 'x'.repeat(5000) }] },
    { users: [null] },
    { users: { length: 1, 0: ANNA } },
    { users: null },
    { users: [ANNA, ANNA] },
    { groups: [group, group] },
    { groups: [{ ...group, users: ['anna', 'anna'] }] },
    { groups: [{ ...group, property: -1 }] },
    { groups: [{ ...group, property: '0x1ffffffff' }] },
    { groups: [{ ...group, users: 'anna' }] },
    { objects: [object, object] },
    { objects: [{ ...object, rights: [...object.rights, ...object.rights] }] },
    { objects: [{ ...object, rights: [{ group: 'Watch', granted: 4_294_967_296, denied: 0 }] }] },
    { objects: [{ ...object, rights: [{ group: 'Watch', granted: '0xFFFFFFFF', denied: '0x00000000' }] }] },
    { objects: [{ ...object, rights: [{ group: 'Watch', granted: '0x1', denied: '0x0' }] }] },
    { settings: { enforce: 'yes' } },
    { settings: { editTimeout: 1e9 } },
    { settings: { shoes: true } },
    { settings: [] },
    { users: [], title: 5 },
    { users: [], made: 'yesterday' },
  ]) {
    expect([members, await failure(clear(members))]).toEqual([members, 'form'])
  }
  // Which of the two would count is nothing to be guessed.
  expect(await failure(JSON.stringify(clear({ users: [ANNA] })).replace('"users"', '"users":[],"users"'))).toBe('form')
  for (const text of ['7', '"keyswitch-users"', '[]', 'null', '}', '{"format":}', '{} {}', '{"a":1,}']) {
    expect([text, await failure(text)]).toEqual([text, 'form'])
  }
})

test('names such as __proto__ or a path are names like any other, and touch nothing', async () => {
  const names = ['../../etc/passwd', '__proto__', 'constructor', 'C:\\Windows', 'toString', 'Anna', 'anna']
  const users = names.map((name) => ({ ...ANNA, name }))
  const groups = names.map((name) => ({ name, users: names, groups: [] }))
  const objects = names.map((name) => ({ name, rights: [] }))
  const settings = { loginLock: { attempts: 3, seconds: 4 } }
  const reading = await readKusers(bytesOf(clear({ users, groups, objects, settings })), { file: 'x' })
  const content = reading.over({ users: undefined, groups: new Map(), objects: new Map() })
  expect(content.users?.map(({ name }) => name)).toEqual(names)
  expect(content.groups?.at(0)?.users).toEqual(names)
  expect(content.settings).toEqual(settings)
  expect(Object.keys(Object.prototype)).toEqual([])
  const polluting = JSON.stringify(clear({ users: [ANNA] })).replace('"name"', '"__proto__":{"internal":true},"name"')
  expect(await failure(polluting)).toBe('form')
  expect(await failure(JSON.stringify(clear({ users: [] })).replace('"users"', '"__proto__"'))).toBe('form')
})

test('text that is not UTF-8 is told to be in another encoding', async () => {
  const text = Buffer.from(JSON.stringify(clear({ users: [{ ...ANNA, name: 'XX' }] })))
  text[text.indexOf('XX')] = 0xff
  expect(await failure(text)).toBe('encoding')
  const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytesOf(clear({ users: [ANNA] }))])
  expect(await failure(marked)).toBe('read')
  const lonely = JSON.stringify(clear({ users: [ANNA] })).replace('anna', '\\ud800')
  expect(await failure(lonely)).toBe('form')
})

test('nesting, entries and what stands in one of them are counted before anything is built', async () => {
  const deep = `{"format":"keyswitch-users","version":1,"users":${'['.repeat(5_000_000)}${']'.repeat(5_000_000)}}`
  const inside = JSON.stringify(clear({ users: [7] }))
  const begun = performance.now()
  for (const document of [
    deep,
    `${'{"a":'.repeat(17)}1${'}'.repeat(17)}`,
    inside.replace('7', '['.repeat(100_000)),
    inside.replace('7', `[${'0,'.repeat(1_200_000)}0]`),
    inside.replace('7', `${'0,'.repeat(1_000_000)}0`),
    inside.replace('7', '7'.repeat(20_000_000)),
    inside.replace('7', `"${'\\"'.repeat(2_000_000)}"`),
    `${' '.repeat(20_000_000)}${inside}`,
  ]) {
    expect(await failure(document)).toBe('form')
  }
  expect(performance.now() - begun).toBeLessThan(10_000)
})

test('a file of two hundred megabytes takes neither the memory nor the time of others', async () => {
  const head = Buffer.from(
    '{"format":"keyswitch-users","version":1,"made":"2026-01-01T00:00:00.000Z","title":"","users":[',
  )
  for (const unit of ['{},', '9', '"abcdefg",', ' ']) {
    const bytes = Buffer.concat([head, Buffer.alloc(200_000_000, unit), Buffer.from('0]}')])
    const [begun, before] = [performance.now(), process.memoryUsage().rss]
    expect(['form', 'cut']).toContain(await failure(bytes))
    expect(performance.now() - begun).toBeLessThan(10_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000)
  }
}, 60_000)

test('more than 256 MB are not looked at', async () => {
  expect(await failure(new Uint8Array(256 * 2 ** 20 + 1))).toBe('file-too-large')
})
