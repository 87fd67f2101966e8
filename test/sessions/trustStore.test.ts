import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { certificateFacts, toDer } from '../../src/main/opcua/certificate'
import type { TrustProblem } from '../../src/main/sessions/trustIndex'
import { openTrustStore, type TrustStore, type WantedRule } from '../../src/main/sessions/trustStore'
import { temporaryFolder } from '../support/temporaryFolder'

const CERTIFICATES = resolve(import.meta.dirname, '../opcua/certificates')
const ENDPOINT = 'opc.tcp://127.0.0.1:4840'
let base = ''
let time = 0
let problems: TrustProblem[] = []
let store: TrustStore
let ders: Buffer[] = []

const sha = (algorithm: string, der: Uint8Array) => createHash(algorithm).update(der).digest('hex')
const print = (at: number) => sha('sha256', der(at))
const thumb = (at: number) => sha('sha1', der(at))
function der(at: number): Buffer {
  const one = ders[at]
  if (!one) throw new Error('no such certificate')
  return one
}

function open(): TrustStore {
  return openTrustStore({
    folder: join(base, 'state'),
    readCertificate: async (bytes) => certificateFacts(bytes),
    now: () => time,
    log: (problem) => problems.push(problem),
  })
}

beforeEach(async () => {
  base = await temporaryFolder()
  time = 1_000_000
  problems = []
  const files = (await readdir(CERTIFICATES)).filter((name) => name.endsWith('.pem') && !name.includes('key'))
  ders = await Promise.all(files.map(async (name) => Buffer.from(toDer(await readFile(join(CERTIFICATES, name))))))
  store = open()
})

const wanted = (more: Partial<WantedRule> = {}): WantedRule => ({
  endpointUrl: ENDPOINT,
  policy: 'fingerprint',
  autoAccept: false,
  autoAcceptForce: false,
  storePath: null,
  authorities: [],
  ...more,
})
const see = (at: number, more: { endpointUrl?: string; accepted?: boolean; storePath?: string | null } = {}) =>
  store.record({
    endpointUrl: ENDPOINT,
    certificate: { fingerprint: print(at), der: der(at).toString('base64') },
    accepted: false,
    storePath: null,
    ...more,
  })
const ownStore = { policy: 'fingerprint', storePath: null } as const

it('a certificate that was seen is on the list, unknown until somebody decides', async () => {
  await see(0, { endpointUrl: 'opc.tcp://someone:secret@127.0.0.1:4840' })
  time += 120_000
  await see(0)
  const [one] = await store.list()
  expect(one).toMatchObject({
    fingerprint: print(0),
    thumbprint: thumb(0),
    trust: 'unknown',
    endpoints: [ENDPOINT],
    firstSeen: 1_000_000,
    lastSeen: 1_120_000,
    insteadOf: null,
  })
  expect(one).not.toHaveProperty('der')
  expect((await stat(join(base, 'state', 'certificates.json'))).mode & 0o777).toBe(0o600)
})

it('decisions outlive the program and end up in every rule', async () => {
  await see(0)
  await see(1)
  expect(await store.trust(print(0))).toBe(true)
  expect(await store.reject(print(1))).toBe(true)
  expect(await store.trust('0'.repeat(64))).toBe(false)
  store = open()
  expect(await store.ruleFor(wanted())).toEqual({
    policy: 'fingerprint',
    accept: 'no',
    trusted: [print(0)],
    rejected: [print(1)],
    known: [print(0)],
    authorities: [],
  })
  expect(await store.ruleFor(wanted({ policy: 'none', endpointUrl: 'opc.tcp://other:4840' }))).toMatchObject({
    rejected: [print(1)],
    known: [],
  })
  expect(await store.ruleFor(wanted({ autoAccept: true }))).toMatchObject({ accept: 'new' })
  expect(await store.ruleFor(wanted({ autoAccept: true, autoAcceptForce: true }))).toMatchObject({
    accept: 'changed-too',
  })
  expect(await store.ruleFor(wanted({ autoAcceptForce: true }))).toMatchObject({ accept: 'no' })
  expect(await store.forget(print(1))).toBe(true)
  expect(await store.ruleFor(wanted())).toMatchObject({ rejected: [] })
})

it('another certificate than the trusted one is shown as changed, with the one it came instead of', async () => {
  await see(0)
  await store.trust(print(0))
  await see(1)
  const changed = (await store.list()).find(({ fingerprint }) => fingerprint === print(1))
  expect(changed).toMatchObject({ trust: 'changed', insteadOf: print(0) })
  await store.trust(print(1))
  expect((await store.list()).map(({ trust }) => trust)).toEqual(['trusted', 'trusted'])
})

it('what was accepted on first sight is trusted from then on; what a person has rejected never is', async () => {
  await see(0, { accepted: true })
  expect((await store.list())[0]?.trust).toBe('trusted')
  await store.reject(print(0))
  await see(0, { accepted: true })
  expect((await store.list())[0]?.trust).toBe('rejected')
  const asked = store.run('trustCertificate', [der(0).toString('base64')], ownStore)
  await expect(asked).rejects.toMatchObject({ type: 'UntrustedCertificateException' })
  await store.run('untrustCertificate', [print(0)], ownStore)
  expect((await store.list())[0]?.trust).toBe('rejected')
})

it('a rejection is told to those whose sessions have to end', async () => {
  const told: string[] = []
  let changes = 0
  const stop = store.onReject((fingerprint) => told.push(fingerprint))
  store.onChange(() => (changes += 1))
  await see(0)
  await store.reject(print(0))
  stop()
  await store.reject(print(0))
  await store.trust(print(0))
  await see(0)
  expect(told).toEqual([print(0)])
  expect(changes).toBe(4)
})

describe('asked by a program', () => {
  it.each([
    ['base64', () => der(0).toString('base64')],
    ['PEM', () => `-----BEGIN CERTIFICATE-----\n${der(0).toString('base64')}\n-----END CERTIFICATE-----\n`],
    ['plain bytes', () => der(0).toString('latin1')],
  ])('a certificate is trusted when it comes as %s', async (_, text) => {
    expect(await store.run('trustCertificate', [text()], ownStore)).toBe('null')
    expect(await store.ruleFor(wanted())).toMatchObject({ trusted: [print(0)], known: [] })
  })

  it.each([
    ['SHA-1', () => thumb(0)],
    ['SHA-1 with colons in capitals', () => (thumb(0).match(/../g) ?? []).join(':').toUpperCase()],
    ['SHA-256', () => print(0)],
    ['SHA-256 with colons', () => (print(0).match(/../g) ?? []).join(':')],
  ])('it is trusted no more by its fingerprint, %s', async (_, fingerprint) => {
    await store.run('trustCertificate', [der(0).toString('base64')], ownStore)
    expect(await store.run('untrustCertificate', [fingerprint()], ownStore)).toBe('null')
    expect(await store.ruleFor(wanted())).toMatchObject({ trusted: [] })
  })

  it('what is no certificate and what is no fingerprint is refused', async () => {
    for (const wrong of ['', 5, null, undefined, {}]) {
      await expect(store.run('trustCertificate', [wrong], ownStore)).rejects.toMatchObject({ type: 'invalid_argument' })
    }
    await expect(store.run('trustCertificate', ['AAAA'], ownStore)).rejects.toMatchObject({ type: 'EncodingException' })
    for (const wrong of ['', 'xyz', 'aa:bb:cc:dd', null, 7, '../../etc/passwd']) {
      await expect(store.run('untrustCertificate', [wrong], ownStore)).rejects.toMatchObject({
        type: 'invalid_argument',
      })
    }
    expect(await store.list()).toEqual([])
  })

  it('the store is null where no trust is asked for, and a list of fingerprints otherwise', async () => {
    await store.run('trustCertificate', [der(0).toString('base64')], ownStore)
    const none = { policy: 'none', storePath: null } as const
    expect(await store.run('getTrustStore', [], none)).toBe('null')
    expect(await store.run('getTrustPolicy', [], none)).toBe('null')
    expect(JSON.parse(await store.run('getTrustStore', [], ownStore))).toEqual([
      { fingerprint: print(0), thumbprint: thumb(0) },
    ])
    expect(await store.run('getTrustPolicy', [], ownStore)).toBe('"fingerprint"')
  })
})

describe('a store of a session’s own', () => {
  const folder = () => join(base, 'own')
  const settings = () => ({ policy: 'fingerprint', storePath: folder() }) as const

  it('is made when something is trusted, holds files as OPC UA tools do, and does not touch the program’s own', async () => {
    expect(await store.ruleFor(wanted({ storePath: folder() }))).toMatchObject({ trusted: [] })
    expect(await readdir(base)).toEqual([])
    await store.run('trustCertificate', [der(0).toString('base64')], settings())
    expect(await readFile(join(folder(), 'trusted', `${thumb(0)}.der`))).toEqual(der(0))
    expect((await stat(join(folder(), 'trusted', `${thumb(0)}.der`))).mode & 0o777).toBe(0o600)
    expect(await store.ruleFor(wanted({ storePath: folder() }))).toMatchObject({ trusted: [print(0)] })
    expect(await store.ruleFor(wanted())).toMatchObject({ trusted: [] })
    await store.run('untrustCertificate', [thumb(0)], settings())
    expect(await readdir(join(folder(), 'trusted'))).toEqual([])
  })

  it('counts files put there by others, rejected ones too, and a person’s rejection above all', async () => {
    await mkdir(join(folder(), 'trusted'), { recursive: true })
    await mkdir(join(folder(), 'rejected'))
    await writeFile(
      join(folder(), 'trusted', 'a.pem'),
      `-----BEGIN CERTIFICATE-----\n${der(0).toString('base64')}\n-----END CERTIFICATE-----\n`,
    )
    await writeFile(join(folder(), 'trusted', 'b.der'), der(1))
    await writeFile(join(folder(), 'rejected', 'b.der'), der(1))
    await writeFile(join(folder(), 'trusted', 'notes.txt'), 'x')
    expect(await store.ruleFor(wanted({ storePath: folder() }))).toMatchObject({
      trusted: [print(0)],
      rejected: [print(1)],
    })
    await see(0)
    await store.reject(print(0))
    expect(await store.ruleFor(wanted({ storePath: folder() }))).toMatchObject({ trusted: [] })
  })

  it('never leads outside through a link', async () => {
    await mkdir(folder())
    await mkdir(join(base, 'outside'))
    await writeFile(join(base, 'outside', 'x.der'), der(0))
    await symlink(join(base, 'outside'), join(folder(), 'trusted'))
    await expect(store.run('trustCertificate', [der(1).toString('base64')], settings())).rejects.toMatchObject({
      type: 'ConfigurationException',
    })
    expect(await readdir(join(base, 'outside'))).toEqual(['x.der'])
  })
})

it.each([
  ['cut off', '{"version":1,"certificates":[{"finger'],
  ['of another shape', '{"version":1,"certificates":[{"fingerprint":"x"}]}'],
  ['of prototypes', '{"__proto__":{"version":1},"certificates":[]}'],
])('a list that is damaged (%s) is put aside, and a new one begun', async (_, content) => {
  await see(0)
  const file = join(base, 'state', 'certificates.json')
  await writeFile(file, content)
  expect(await store.list()).toEqual([])
  expect(problems).toEqual([{ is: 'set-aside', code: 'damaged' }])
  expect(await readFile(`${file}.damaged-1000000`, 'utf8')).toBe(content)
  await see(1)
  expect((await store.list()).map(({ fingerprint }) => fingerprint)).toEqual([print(1)])
})

it('a list that cannot be read lets nobody in', async () => {
  await mkdir(join(base, 'state', 'certificates.json'), { recursive: true })
  await expect(store.ruleFor(wanted())).rejects.toMatchObject({ type: 'ConfigurationException' })
  expect(problems).toEqual([{ is: 'not-read', code: 'EISDIR' }])
})

it('decisions made at the same moment are all kept', async () => {
  await see(0)
  await see(1)
  await Promise.all([store.trust(print(0)), store.reject(print(1)), see(0, { endpointUrl: 'opc.tcp://b:1' })])
  const list = await store.list()
  expect(list.map(({ trust }) => trust)).toEqual(['trusted', 'rejected'])
  expect(list[0]?.endpoints).toEqual([ENDPOINT, 'opc.tcp://b:1'])
})
