import { createDecipheriv, createHmac, scryptSync } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { looksLikeKusers } from '../../../src/main/exchange/kusers/looksLikeKusers'
import { readKusers } from '../../../src/main/exchange/kusers/readKusers'
import { writeKusers } from '../../../src/main/exchange/kusers/writeKusers'
import type { Content } from '../../../src/main/usermgmt/transfer/content'
import { bytesOf, clear, encryptedByHand, MADE, PASSPHRASE, type Document } from './byHand'

const random = (bytes: number): Uint8Array => Buffer.alloc(bytes, 5)
const file = 'x.kusers'
const NOTHING = { users: undefined, groups: new Map(), objects: new Map() }
const ANNA = {
  name: 'anna',
  mayChangePassword: true,
  mustChangePassword: false,
  internal: false,
  lastChange: 1_700_000_000,
}
const CONTENT: Content = {
  users: [{ ...ANNA, credentials: Buffer.from('secret hash') }],
  groups: [{ name: 'Watch', property: 0x80000001, users: ['anna'], groups: ['Night shift'] }],
  objects: [{ name: 'Device', entries: [{ group: 'Watch', granted: 0xff000001, denied: 0x80000000 }] }],
  settings: { loginLock: { attempts: 5, seconds: 60 }, enforce: true },
}

test('a file in clear can be read by a person, one entry to a line, and holds nothing of passwords', async () => {
  const content = { ...CONTENT, users: [{ ...ANNA, credentials: Buffer.from('secret'), password: 'in clear' }] }
  const text = Buffer.from(await writeKusers(content, { title: 'Line "3"', made: MADE, random })).toString()
  expect(text).toBe(`{
  "format": "keyswitch-users",
  "version": 1,
  "made": "2026-01-01T00:00:00.000Z",
  "title": "Line \\"3\\"",
  "users": [
    {"name":"anna","mayChangePassword":true,"mustChangePassword":false,"internal":false,"lastChange":"2023-11-14T22:13:20.000Z"}
  ],
  "groups": [
    {"name":"Watch","property":"0x80000001","users":["anna"],"groups":["Night shift"]}
  ],
  "objects": [
    {"name":"Device","rights":[{"group":"Watch","granted":"0xff000001","denied":"0x80000000"}]}
  ],
  "settings": {"enforce":true,"loginLock":{"attempts":5,"seconds":60}}
}`)
})

test('an encrypted file can be opened by whoever follows docs/formats.md, and shows nothing but its head', async () => {
  const written = Buffer.from(
    await writeKusers(CONTENT, { title: 'Line 3', made: MADE, passphrase: PASSPHRASE, random }),
  ).toString()
  for (const secret of ['anna', 'Watch', Buffer.from('secret hash').toString('base64')]) {
    expect(written).not.toContain(secret)
  }
  const { format, version, made, title, encryption, content } = JSON.parse(written) as Document
  const { kdf, N, r, p, salt, cipher, nonce, check } = encryption
  expect(encryption).toMatchObject({ kdf: 'scrypt', N: 131_072, r: 8, p: 1, cipher: 'aes-256-gcm' })
  const bytes = (value: unknown): Buffer => Buffer.from(String(value), 'base64')
  expect([salt, nonce].map((value) => bytes(value).length)).toEqual([16, 12])
  const keys = scryptSync(PASSPHRASE, bytes(salt), 64, { N: 131_072, r: 8, p: 1, maxmem: 2 ** 30 })
  const said = JSON.stringify([format, version, kdf, N, r, p, salt, cipher])
  expect(createHmac('sha256', keys.subarray(32)).update(said).digest('base64')).toBe(check)
  const decipher = createDecipheriv('aes-256-gcm', keys.subarray(0, 32), bytes(nonce))
  decipher.setAAD(Buffer.from(JSON.stringify([format, version, made, title, kdf, N, r, p, salt, cipher, nonce, check])))
  decipher.setAuthTag(bytes(content).subarray(-16))
  const inside = Buffer.concat([decipher.update(bytes(content).subarray(0, -16)), decipher.final()]).toString()
  const { users } = JSON.parse(inside) as { users: object[] }
  expect(users).toEqual([expect.objectContaining({ credentials: Buffer.from('secret hash').toString('base64') })])
})

test('no two files have the same salt or nonce', async () => {
  let asked = 0
  const counting = (bytes: number): Uint8Array => Buffer.alloc(bytes, ++asked)
  const encryptionOf = async () => {
    const options = { title: '', made: MADE, passphrase: PASSPHRASE, random: counting }
    const { encryption } = JSON.parse(Buffer.from(await writeKusers(CONTENT, options)).toString()) as Document
    return [encryption['salt'], encryption['nonce']]
  }
  expect(new Set([...(await encryptionOf()), ...(await encryptionOf())]).size).toBe(4)
})

test('a passphrase that is short or easily guessed is refused before anything is encrypted', async () => {
  const refusal = async (passphrase: string) => {
    const writing = writeKusers(CONTENT, { title: '', made: MADE, passphrase, random })
    return writing.then(
      () => 'written',
      (error: unknown) => error,
    )
  }
  expect(await refusal('')).toMatchObject({ code: 'passphrase-refused', details: { missing: ['length', 'guessable'] } })
  expect(await refusal('x9#Kq!z')).toMatchObject({ details: { missing: ['length'] } })
  expect(await refusal('keyswitch')).toMatchObject({ details: { missing: ['guessable'] } })
  expect(await refusal('a'.repeat(200))).toMatchObject({ details: { missing: ['guessable'] } })
  expect(await refusal(PASSPHRASE)).toBe('written')
})

test('a passphrase with an umlaut is the same however the umlaut was typed', async () => {
  const sealed = bytesOf(encryptedByHand({ passphrase: 'Schl\u00fcssel des Pf\u00f6rtners' }))
  const reading = await readKusers(sealed, { file, passphrase: 'Schlu\u0308ssel des Pfo\u0308rtners' })
  expect(reading).toMatchObject({ encrypted: true, title: 'Line 3', made: MADE, parts: ['groups'] })
})

test('passphrases are worked on one at a time, and others have their turn meanwhile', async () => {
  const slow = bytesOf(encryptedByHand({ N: 2 ** 16, r: 8, p: 2 }))
  const quick = bytesOf(encryptedByHand())
  const done: string[] = []
  let turns = 0
  const beat = setInterval(() => (turns += 1), 5)
  try {
    await Promise.all([
      readKusers(slow, { file, passphrase: PASSPHRASE }).then(() => done.push('slow')),
      readKusers(slow, { file, passphrase: 'another one' }).catch(() => done.push('wrong')),
      readKusers(quick, { file, passphrase: PASSPHRASE }).then(() => done.push('quick')),
    ])
  } finally {
    clearInterval(beat)
  }
  expect(done).toEqual(['slow', 'wrong', 'quick'])
  expect(turns).toBeGreaterThan(5)
})

test('what a file says of itself is told, and what it is can be told by its beginning', async () => {
  const bytes = await writeKusers(CONTENT, { title: 'Line 3', made: MADE, random })
  const reading = await readKusers(bytes, { file, passphrase: 'not needed here' })
  expect(reading).toMatchObject({ kind: 'kusers', encrypted: false, title: 'Line 3', made: MADE, problems: [] })
  expect(reading.parts).toEqual(['users', 'groups', 'rights', 'settings'])
  expect(reading.counts).toEqual({ users: 1, groups: 1, objects: 1 })
  const some = await readKusers(bytesOf(clear({ objects: [] })), { file })
  expect([some.parts, some.over(NOTHING)]).toEqual([['rights'], { objects: [] }])
  for (const [text, is] of [
    [bytes, true],
    [bytesOf(encryptedByHand()), true],
    ['\ufeff {\r\n"format" : "keyswitch-users"', true],
    ['{"format":"keyswitch-settings"', false],
    ['name,groups\nanna,Watch', false],
    ['{"version":1,"format":"keyswitch-users"', false],
    ['', false],
  ] as const) {
    expect([text, looksLikeKusers(bytesOf(text))]).toEqual([text, is])
  }
})

test('whatever a user management holds comes out of a file as it went in', async () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', minLength: 0, maxLength: 20 }),
    fc.constantFrom('__proto__', 'a"\\'),
  )
  const names = fc.uniqueArray(name, { maxLength: 5 })
  const bits = fc.nat({ max: 0xffffffff })
  const named = <T extends { name: string }>(entry: fc.Arbitrary<T>) =>
    fc.uniqueArray(entry, { maxLength: 5, selector: (each) => each.name })
  const content: fc.Arbitrary<Content> = fc.record(
    {
      users: named(
        fc.record(
          {
            name,
            mayChangePassword: fc.boolean(),
            mustChangePassword: fc.boolean(),
            internal: fc.boolean(),
            lastChange: fc.option(fc.nat({ max: 0xffffffff })),
            credentials: fc.uint8Array({ minLength: 1, maxLength: 300 }),
          },
          { requiredKeys: ['name', 'mayChangePassword', 'mustChangePassword', 'internal', 'lastChange'] },
        ),
      ),
      groups: named(
        fc.record({ name, property: bits, users: names, groups: names }, { requiredKeys: ['name', 'users', 'groups'] }),
      ),
      objects: named(
        fc.record({
          name,
          entries: fc.uniqueArray(fc.record({ group: name, granted: bits, denied: bits }), {
            maxLength: 4,
            selector: ({ group }) => group,
          }),
        }),
      ),
      settings: fc.record(
        {
          authenticationType: fc.constantFrom('ONLY_ASYMMETRIC', 'AUTO_NEGOTIATE', 'ONLY_LEGACY'),
          rsaKeyLength: fc.constantFrom(2048, 3072, 4096),
          enforce: fc.boolean(),
          editTimeout: fc.nat({ max: 86_400 }),
          passwordPolicy: fc.boolean(),
          loginLock: fc.record({ attempts: fc.nat({ max: 1000 }), seconds: fc.nat({ max: 604_800 }) }),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  )
  const parts = (each: Content): boolean => Object.keys(each).length > 0
  await fc.assert(
    fc.asyncProperty(content.filter(parts), fc.string({ unit: 'binary' }), async (wanted, title) => {
      const bytes = await writeKusers(wanted, { title, made: MADE, random })
      const reading = await readKusers(bytes, { file })
      expect(reading.over(NOTHING)).toEqual(withoutCredentials(wanted))
      expect(reading.title).toBe(title)
      // What is encrypted is the same text with the credentials in it.
      const inside = JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>
      for (const member of ['format', 'version', 'made', 'title']) delete inside[member]
      if (wanted.users) inside['users'] = wanted.users.map((user, at) => withCredentials(inside['users'], at, user))
      const sealed = bytesOf(encryptedByHand({ text: JSON.stringify(inside) }))
      const opened = await readKusers(sealed, { file, passphrase: PASSPHRASE })
      expect(opened.over(NOTHING)).toEqual(wanted)
    }),
    { numRuns: 150 },
  )
})

function withoutCredentials(content: Content): Content {
  if (!content.users) return content
  return {
    ...content,
    users: content.users.map((user) => {
      const { credentials, ...others } = user
      return credentials === undefined ? user : others
    }),
  }
}

function withCredentials(users: unknown, at: number, { credentials }: NonNullable<Content['users']>[number]): object {
  const user = (users as object[])[at] ?? {}
  return credentials ? { ...user, credentials: Buffer.from(credentials).toString('base64') } : user
}
