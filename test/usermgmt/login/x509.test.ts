import { createPrivateKey, sign, X509Certificate } from 'node:crypto'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { trustFolder } from '../../../src/main/usermgmt/login/trustFolder'
import { createX509Login } from '../../../src/main/usermgmt/login/x509'
import { answerX509 } from '../../../src/main/usermgmt/login/x509Client'
import { temporaryFolder } from '../../support/temporaryFolder'
import { IN_TIME, testCertificate, type TestCertificate, type Wanted } from './testCertificate'

const ANNA = { is: 'proved', user: 'anna' }
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2'
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1'

/** A trust folder with these certificates in it, and a login with it at a time. */
async function trusting({ users = [], issuers = [] }: { users?: TestCertificate[]; issuers?: TestCertificate[] }) {
  const folder = join(await temporaryFolder(), 'trusted-users')
  await mkdir(join(folder, 'issuers'), { recursive: true })
  for (const [index, { pem }] of users.entries()) await writeFile(join(folder, `${index}.pem`), pem)
  for (const [index, { der }] of issuers.entries()) await writeFile(join(folder, 'issuers', `${index}.der`), der)
  const world = { now: IN_TIME, logged: [] as string[] }
  const login = createX509Login({
    folder,
    now: () => world.now,
    log: (message, { file }) => world.logged.push(`${message}: ${file.slice(folder.length)}`),
  })
  const logIn = async ({ pem, keyPem }: TestCertificate) => {
    const { texts, state } = await login.begin()
    return login.finish(state, answerX509(texts, { certificate: pem, key: keyPem }))
  }
  return { login, folder, world, logIn }
}

/** An answer that the client's half would not make. */
function forged(texts: Record<string, string>, certificate: TestCertificate, by: TestCertificate, text?: Buffer) {
  const said =
    text ?? Buffer.concat([Buffer.from('keyswitch login x509'), Buffer.from(texts['challenge'] ?? '', 'base64')])
  const digest = by.key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  return { certificate: certificate.der.toString('base64'), signature: sign(digest, said, by.key).toString('base64') }
}

describe('the holder of a trusted certificate’s key', () => {
  test.each(['rsa', 'p256', 'p384', 'ed25519'] as const)('is who the certificate says (%s)', async (key) => {
    const anna = testCertificate({ key })
    const { logIn } = await trusting({ users: [anna] })
    expect(await logIn(anna)).toEqual(ANNA)
  })

  test('is so with a key under a passphrase', async () => {
    const anna = testCertificate()
    const { login } = await trusting({ users: [anna] })
    const { texts, state } = await login.begin()
    const key = anna.key
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' })
      .toString()
    expect(
      await login.finish(state, answerX509(texts, { certificate: anna.pem, key, passphrase: 'open sesame' })),
    ).toEqual(ANNA)
    for (const passphrase of ['closed', undefined]) {
      const credentials = { certificate: anna.pem, key, ...(passphrase && { passphrase }) }
      expect(() => answerX509(texts, credentials)).toThrow(
        expect.objectContaining({ code: 'invalid-input', details: { fields: ['key'] } }),
      )
    }
  })

  test('whose certificate a trusted authority has issued is so too', async () => {
    for (const key of ['rsa', 'p256', 'ed25519'] as const) {
      const authority = testCertificate({ names: ['Plant CA'], ca: true, key, usage: 0x04 })
      const anna = testCertificate({ issuer: authority, usage: 0x80, purposes: [CLIENT_AUTHENTICATION] })
      const { logIn } = await trusting({ issuers: [authority] })
      expect(await logIn(anna)).toEqual(ANNA)
    }
  })

  test('may log in from the moment the certificate lies there, and no longer when it is gone', async () => {
    const anna = testCertificate()
    const { logIn, login, folder } = await trusting({})
    expect(login.available?.()).toBe(false)
    expect(await logIn(anna)).toBeUndefined()
    await writeFile(join(folder, 'anna.crt'), anna.pem)
    expect(login.available?.()).toBe(true)
    expect(await logIn(anna)).toEqual(ANNA)
    await rm(join(folder, 'anna.crt'))
    expect(await logIn(anna)).toBeUndefined()
    await rm(folder, { recursive: true })
    expect(login.available?.()).toBe(false)
    expect(await logIn(anna)).toBeUndefined()
  })
})

describe('time', () => {
  test('a certificate counts from its first second to its last', async () => {
    const from = new Date(Date.UTC(2026, 2, 1))
    const to = new Date(Date.UTC(2026, 2, 31))
    const anna = testCertificate({ from, to })
    const { logIn, world } = await trusting({ users: [anna] })
    for (const [now, may] of [
      [from.getTime() - 1, false],
      [from.getTime(), true],
      [to.getTime(), true],
      [to.getTime() + 1, false],
    ] as const) {
      world.now = now
      expect(await logIn(anna)).toEqual(may ? ANNA : undefined)
    }
  })

  test('an authority that has expired vouches for nobody', async () => {
    const authority = testCertificate({ names: ['Plant CA'], ca: true, to: new Date(Date.UTC(2026, 3, 1)) })
    const anna = testCertificate({ issuer: authority })
    const { logIn, world } = await trusting({ issuers: [authority] })
    expect(await logIn(anna)).toBeUndefined()
    world.now = Date.UTC(2026, 2, 31)
    expect(await logIn(anna)).toEqual(ANNA)
  })
})

describe('nobody is let in by', () => {
  const refused: [string, (anna: TestCertificate) => Promise<unknown>][] = [
    [
      'a certificate that nobody trusts, of the same name',
      async (anna) => (await trusting({ users: [anna] })).logIn(testCertificate()),
    ],
    [
      'a trusted certificate without its key',
      async (anna) => {
        const { login } = await trusting({ users: [anna] })
        const { texts, state } = await login.begin()
        return login.finish(state, forged(texts, anna, testCertificate()))
      },
    ],
    [
      'a signature over another challenge',
      async (anna) => {
        const { login } = await trusting({ users: [anna] })
        const [first, second] = await Promise.all([login.begin(), login.begin()])
        return login.finish(second.state, answerX509(first.texts, { certificate: anna.pem, key: anna.keyPem }))
      },
    ],
    [
      'a signature over the bare challenge, made for another protocol',
      async (anna) => {
        const { login } = await trusting({ users: [anna] })
        const { texts, state } = await login.begin()
        return login.finish(state, forged(texts, anna, anna, Buffer.from(texts['challenge'] ?? '', 'base64')))
      },
    ],
    [
      'an issuer in the folder of users',
      async () => {
        const authority = testCertificate({ names: ['Plant CA'], ca: true })
        return (await trusting({ users: [authority] })).logIn(testCertificate({ issuer: authority }))
      },
    ],
    [
      'a user’s certificate in the folder of issuers that vouches for others',
      async (anna) => (await trusting({ issuers: [anna] })).logIn(testCertificate({ names: ['admin'], issuer: anna })),
    ],
    [
      'an authority that says it is none',
      async () => {
        const authority = testCertificate({ names: ['Plant CA'], ca: false })
        return (await trusting({ issuers: [authority] })).logIn(testCertificate({ issuer: authority }))
      },
    ],
    [
      'an authority that may not sign certificates',
      async () => {
        const authority = testCertificate({ names: ['Plant CA'], ca: true, usage: 0x80 })
        return (await trusting({ issuers: [authority] })).logIn(testCertificate({ issuer: authority }))
      },
    ],
    [
      'somebody else under an authority’s name',
      async () => {
        const authority = testCertificate({ names: ['Plant CA'], ca: true })
        const impostor = testCertificate({ names: ['Plant CA'], ca: true })
        return (await trusting({ issuers: [authority] })).logIn(testCertificate({ issuer: impostor }))
      },
    ],
    [
      'an authority’s key under another name than the certificate’s issuer has',
      async () => {
        const authority = testCertificate({ names: ['Plant CA'], ca: true })
        const named = { ...authority, name: 'Other CA' }
        return (await trusting({ issuers: [authority] })).logIn(testCertificate({ issuer: named }))
      },
    ],
    [
      'an authority of an authority that is not there itself',
      async () => {
        const root = testCertificate({ names: ['Root CA'], ca: true })
        const authority = testCertificate({ names: ['Plant CA'], ca: true, issuer: root })
        return (await trusting({ issuers: [root] })).logIn(testCertificate({ issuer: authority }))
      },
    ],
    [
      'an authority under limits that are not understood here',
      async () => {
        const authority = testCertificate({ names: ['Plant CA'], ca: true, unknown: true })
        return (await trusting({ issuers: [authority] })).logIn(testCertificate({ issuer: authority }))
      },
    ],
    [
      'an authority with a weak key',
      async () => {
        const authority = testCertificate({ names: ['Plant CA'], ca: true, key: 'weak' })
        return (await trusting({ issuers: [authority] })).logIn(testCertificate({ issuer: authority }))
      },
    ],
    [
      'an authority’s signature that rests on SHA-1',
      async () => {
        const authority = testCertificate({ names: ['Plant CA'], ca: true, key: 'rsa' })
        return (await trusting({ issuers: [authority] })).logIn(testCertificate({ issuer: authority, digest: 'sha1' }))
      },
    ],
    ...(
      [
        ['a weak key', { key: 'weak' }],
        ['a curve that is not among the two', { key: 'k256' }],
        ['a certificate that is for encrypting only', { usage: 0x20 }],
        ['a certificate for servers only', { purposes: [SERVER_AUTHENTICATION] }],
        ['a certificate with a critical extension that is not understood', { unknown: true }],
        ['a certificate of two names', { names: ['anna', 'admin'] }],
        ['a certificate without a name', { names: [] }],
        ['a certificate with an empty name', { names: [''] }],
      ] satisfies [string, Wanted][]
    ).map(([title, wanted]): (typeof refused)[number] => [
      title,
      async () => {
        const certificate = testCertificate(wanted)
        const { login } = await trusting({ users: [certificate] })
        const { texts, state } = await login.begin()
        return login.finish(state, forged(texts, certificate, certificate))
      },
    ]),
  ]

  test.each(refused)('%s', async (_, attempt) => {
    expect(await attempt(testCertificate())).toBeUndefined()
  })

  test('bytes that are no certificate, or more than one', async () => {
    const anna = testCertificate()
    const { login } = await trusting({ users: [anna] })
    const { texts, state } = await login.begin()
    const right = forged(texts, anna, anna)
    const wrong = [
      { ...right, certificate: Buffer.from(anna.pem).toString('base64') },
      { ...right, certificate: Buffer.concat([anna.der, Buffer.alloc(1)]).toString('base64') },
      { ...right, certificate: Buffer.concat([anna.der, anna.der]).toString('base64') },
      { ...right, certificate: anna.der.subarray(0, 100).toString('base64') },
      { ...right, certificate: '' },
      { ...right, certificate: ` ${right.certificate}` },
      { ...right, signature: '' },
      { ...right, signature: right.signature.slice(4) },
      { certificate: right.certificate },
      { signature: right.signature },
      {},
    ]
    for (const answer of wrong) expect(await login.finish(state, answer)).toBeUndefined()
    expect(await login.finish(state, right)).toEqual(ANNA)
  })
})

describe('the trust folder', () => {
  test('a file that cannot be read locks nobody else out, and is logged once', async () => {
    const anna = testCertificate()
    const { logIn, folder, world } = await trusting({ users: [anna] })
    await writeFile(join(folder, 'broken.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
    await writeFile(join(folder, 'huge.der'), Buffer.alloc(65 * 1024))
    await mkdir(join(folder, 'a-folder.pem'))
    await symlink(join(folder, '0.pem'), join(folder, 'link.pem'))
    await writeFile(join(folder, 'README.txt'), 'not looked at')
    expect(await logIn(anna)).toEqual(ANNA)
    expect(await logIn(anna)).toEqual(ANNA)
    expect(world.logged.toSorted()).toEqual([
      'no certificate can be read: /broken.pem',
      'not a regular file: /a-folder.pem',
      'not a regular file: /link.pem',
      'too big for a certificate: /huge.der',
    ])
  })

  test('those who log in at once share one reading; whoever comes during it gets the next', async () => {
    const { folder } = await trusting({ users: [testCertificate()] })
    const trust = trustFolder(folder)
    const first = trust.read()
    expect(trust.read()).toBe(first)
    await Promise.resolve()
    await writeFile(join(folder, 'bogdan.pem'), testCertificate({ names: ['bogdan'] }).pem)
    const second = trust.read()
    expect(second).not.toBe(first)
    expect((await second).certificates).toHaveLength(2)
    await first
  })

  test('a link does not bring in what lies elsewhere', async () => {
    const anna = testCertificate()
    const { logIn, folder } = await trusting({})
    const elsewhere = join(await temporaryFolder(), 'anna.pem')
    await writeFile(elsewhere, anna.pem)
    await symlink(elsewhere, join(folder, 'anna.pem'))
    expect(await logIn(anna)).toBeUndefined()
  })

  test('one file may hold several certificates, as a bundle does', async () => {
    const [anna, bogdan] = [testCertificate(), testCertificate({ names: ['bogdan'] })]
    const { logIn, folder } = await trusting({})
    await writeFile(join(folder, 'all.pem'), `Subject: anna\n${anna.pem}\n${bogdan.pem}`)
    expect(await logIn(bogdan)).toEqual({ is: 'proved', user: 'bogdan' })
  })

  test('of five hundred and one files the last is not read, and the log says so', async () => {
    const anna = testCertificate()
    const { logIn, folder, world } = await trusting({})
    for (let index = 0; index < 500; index += 1) await writeFile(join(folder, `a${1000 + index}.pem`), '')
    await writeFile(join(folder, 'z.pem'), anna.pem)
    expect(await logIn(anna)).toBeUndefined()
    expect(world.logged).toContain('only the first 500 files are read: ')
    await rm(join(folder, 'a1000.pem'))
    expect(await logIn(anna)).toEqual(ANNA)
  })

  test('with nothing but authorities in it is not empty', async () => {
    const { login } = await trusting({ issuers: [testCertificate({ ca: true })] })
    expect(login.available?.()).toBe(true)
  })
})

describe('the client’s half', () => {
  test('names what does not belong together and signs nothing with it', () => {
    const [anna, other] = [testCertificate(), testCertificate()]
    const texts = { challenge: Buffer.alloc(32).toString('base64') }
    const refuses = (credentials: Parameters<typeof answerX509>[1], field: string, challenge = texts) =>
      expect(() => answerX509(challenge, credentials)).toThrow(
        expect.objectContaining({ code: 'invalid-input', details: { fields: [field] } }),
      )
    refuses({ certificate: anna.pem, key: other.keyPem }, 'key')
    refuses({ certificate: anna.pem, key: 'nothing' }, 'key')
    refuses({ certificate: 'nothing', key: anna.keyPem }, 'certificate')
    const weak = testCertificate({ key: 'weak' })
    refuses({ certificate: weak.pem, key: weak.keyPem }, 'certificate')
    refuses({ certificate: anna.pem, key: anna.keyPem }, 'challenge.challenge', { challenge: '%' })
  })

  test('the test’s own certificates are ones that others can read', () => {
    const made = testCertificate({ names: ['Änne'], ca: true, usage: 0x84, key: 'rsa' })
    const read = new X509Certificate(made.pem)
    expect(read).toMatchObject({ subject: 'CN=Änne', ca: true })
    expect(read.verify(read.publicKey)).toBe(true)
    expect(read.checkPrivateKey(createPrivateKey(made.keyPem))).toBe(true)
  })
})
