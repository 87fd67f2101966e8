import { describe, expect, test } from 'vitest'
import { backoff, isLoss, isRefusal } from '../../src/main/sessions/recovery'

const connection = (status?: string) =>
  ({ type: 'ConnectionException', facts: status === undefined ? {} : { status } }) as const
const service = (status: string) => ({ type: 'ServiceException', facts: { status } }) as const

describe('after a lost link', () => {
  test('the first try is at once, later ones wait a quarter of a second, doubling up to half a minute', () => {
    const waits = Array.from({ length: 12 }, (_, attempt) => backoff(attempt, () => 0))
    expect(waits).toEqual([0, 250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000])
  })

  test('chance takes away up to half of the wait', () => {
    expect(backoff(3, () => 1)).toBe(500)
    expect(backoff(3, () => 0.5)).toBe(750)
  })

  test.each([
    'BadIdentityTokenRejected',
    'BadUserAccessDenied',
    'BadIdentityTokenInvalid',
    'BadUserSignatureInvalid',
    'BadCertificateUntrusted',
    'BadSecurityPolicyRejected',
  ])('%s is not asked for again', (status) => {
    expect(isRefusal(service(status))).toBe(true)
    expect(isRefusal(connection(status))).toBe(true)
  })

  test.each(['UntrustedCertificateException', 'SecurityException', 'ConfigurationException'] as const)(
    '%s is not asked for again',
    (type) => expect(isRefusal({ type, facts: {} })).toBe(true),
  )

  test.each(['BadConnectionClosed', 'BadTooManySessions', 'BadServerHalted', 'BadTimeout'])('%s is', (status) => {
    expect(isRefusal(service(status))).toBe(false)
    expect(isRefusal(connection(status))).toBe(false)
  })

  test('a server that has forgotten the session, or a cut wire, is a lost link; a slow answer or a bad value is not', () => {
    for (const status of ['BadSessionIdInvalid', 'BadSessionClosed', 'BadSecureChannelIdInvalid']) {
      expect(isLoss(service(status), false)).toBe(true)
      expect(isLoss(connection(status), true)).toBe(true)
    }
    expect(isLoss(connection(), false)).toBe(true)
    expect(isLoss(connection(), true)).toBe(false)
    expect(isLoss(connection('BadTimeout'), false)).toBe(false)
    expect(isLoss(service('BadNodeIdUnknown'), false)).toBe(false)
    expect(isLoss({ type: 'invalid_argument', facts: {} }, false)).toBe(false)
  })
})
