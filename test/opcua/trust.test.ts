import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { certificateFacts, fingerprintOf, toDer } from '../../src/main/opcua/certificate'
import type { TrustRule } from '../../src/main/opcua/opcua'
import { RequestFailure } from '../../src/main/opcua/requestFailure'
import { judge } from '../../src/main/opcua/trust'

// A plant's authority (root), the one below it (between), a controller's certificate (leaf), one that the controller
// signed although it may not (pretender), and an authority of somebody else (other). Valid for a hundred years.
const pem = (name: string) => readFileSync(join(import.meta.dirname, 'certificates', `${name}.pem`))
const der = (name: string) => toDer(pem(name))
const NOW = Date.UTC(2030, 0, 1)
const LATER = Date.UTC(2200, 0, 1)
const RULE: TrustRule = { policy: 'fingerprint', accept: 'no', trusted: [], rejected: [], known: [], authorities: [] }
const leaf = fingerprintOf(der('leaf'))

test('a certificate that nobody has trusted is refused, and comes along for a person to look at', () => {
  const failure = refusal(der('leaf'), RULE)
  expect(failure).toMatchObject({ type: 'UntrustedCertificateException', facts: { sent: false } })
  expect(failure.facts.certificate).toEqual({
    fingerprint: leaf,
    der: Buffer.from(der('leaf')).toString('base64'),
    trust: 'unknown',
  })
})

test('a certificate that was trusted is taken', () => {
  expect(judge(der('leaf'), { ...RULE, trusted: [leaf] }, NOW).trust).toBe('trusted')
})

test('a certificate that a person has rejected is refused under every rule', () => {
  for (const policy of ['none', 'fingerprint', 'fingerprint+expiry', 'full'] as const) {
    const rule: TrustRule = { ...RULE, policy, accept: 'changed-too', trusted: [leaf], rejected: [leaf] }
    expect(refusal(der('leaf'), rule).facts.certificate?.trust).toBe('rejected')
  }
})

test('a new certificate is taken on first use where that is asked for', () => {
  expect(judge(der('leaf'), { ...RULE, accept: 'new' }, NOW).trust).toBe('new')
})

test('another certificate than the known one is a changed one, which first use does not excuse', () => {
  const known = [fingerprintOf(der('other'))]
  expect(refusal(der('leaf'), { ...RULE, known, accept: 'new' }).facts.certificate?.trust).toBe('changed')
  expect(judge(der('leaf'), { ...RULE, known, accept: 'changed-too' }, NOW).trust).toBe('changed')
})

test('the fingerprint alone does not look at the date; the rules that do refuse what is out of date', () => {
  const trusted = [leaf]
  expect(judge(der('leaf'), { ...RULE, trusted }, LATER).trust).toBe('trusted')
  for (const policy of ['fingerprint+expiry', 'full'] as const) {
    expect(refusal(der('leaf'), { ...RULE, policy, trusted }, LATER).message).toContain('not valid now')
    expect(refusal(der('leaf'), { ...RULE, policy, trusted }, 0).message).toContain('not valid now')
  }
})

test('a given authority vouches for a controller over the authority between them', () => {
  const chain = Buffer.concat([der('leaf'), der('between')])
  const authorities = [pem('root')]
  expect(judge(chain, { ...RULE, policy: 'full', authorities }, NOW).trust).toBe('trusted')
  // The one between is not sent: nothing leads to the authority.
  expect(refusal(der('leaf'), { ...RULE, policy: 'full', authorities }).facts.certificate?.trust).toBe('unknown')
  expect(refusal(chain, { ...RULE, policy: 'full', authorities: [pem('other')] }).type).toBe(
    'UntrustedCertificateException',
  )
  // Only the full rule asks authorities.
  expect(refusal(chain, { ...RULE, authorities }).type).toBe('UntrustedCertificateException')
})

test('a controller cannot vouch for another one', () => {
  const chain = Buffer.concat([der('pretender'), der('leaf'), der('between')])
  const rule: TrustRule = { ...RULE, policy: 'full', authorities: [pem('root')] }
  expect(refusal(chain, rule).facts.certificate?.trust).toBe('unknown')
})

test('bytes that are no certificate are refused, not taken', () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('hello'), der('leaf').subarray(0, 200)]) {
    expect(() => judge(bytes, RULE, NOW)).toThrow(RequestFailure)
  }
})

test('a certificate is read for people', () => {
  expect(certificateFacts(der('leaf'))).toMatchObject({
    fingerprint: leaf,
    thumbprint: expect.stringMatching(/^[\da-f]{40}$/),
    subject: 'CN=plc-17',
    issuer: 'CN=Plant line 3',
    applicationUri: 'urn:plant:plc-17',
  })
})

function refusal(shown: Uint8Array, rule: TrustRule, now = NOW): RequestFailure {
  try {
    judge(shown, rule, now)
  } catch (error) {
    if (error instanceof RequestFailure) return error
    throw error
  }
  throw new Error('the certificate was taken')
}
