import { describe, expect, test } from 'vitest'
import type { Security } from '../../../src/contract/sessions'
import { grouped, shortName, shownCertificates, validity } from '../../../src/renderer/pages/sessions/certificateWords'
import { draggedNodes } from '../../../src/renderer/pages/sessions/dragNodes'
import { securityKey, strongestFirst, urlFault, userKindOf } from '../../../src/renderer/pages/sessions/offers'
import { shortNumber } from '../../../src/renderer/pages/sessions/Plot'
import { extentOf, plotPath } from '../../../src/renderer/pages/sessions/plotPath'
import { othersOf, shownRows, type Sort } from '../../../src/renderer/pages/sessions/sessionRows'
import { dayText } from '../../../src/renderer/parts/timeText'
import { sessionsText } from '../../../src/renderer/text/sessions'
import { certificate, endpoint, fingerprint, sessionId, sessionRow } from '../../support/fakeSessionsApi'

const words = {
  user: sessionsText.en.user,
  security: sessionsText.en.security,
  collator: new Intl.Collator('en', { numeric: true }),
}
const up = (column: Sort['column']): Sort => ({ column, direction: 'ascending' })

describe('sessions in words', () => {
  test('security is said plainly', () => {
    const say = (policy: string, mode: Security['mode']): string => sessionsText.en.security({ policy, mode })
    expect(say('None', 'none')).toBe('not encrypted')
    expect(say('Basic256Sha256', 'sign')).toBe('signed · Basic256Sha256')
    expect(say('Basic256Sha256', 'sign-and-encrypt')).toBe('signed and encrypted · Basic256Sha256')
  })

  test('a lost session says when it is tried again, or that it is not', () => {
    const lost = { is: 'lost', since: 0, because: 'BadConnectionClosed' } as const
    expect(sessionsText.en.state({ ...lost, retryAt: 12_000 }, 0)).toBe('lost, again in 12 s')
    expect(sessionsText.en.state({ ...lost, retryAt: 12_000 }, 60_000)).toBe('lost, again in 1 s')
    expect(sessionsText.en.state({ ...lost, retryAt: null }, 0)).toBe('lost, not tried again')
  })

  test('idle times are short, and a clock that is ahead is no negative time', () => {
    expect([-5000, 0, 59_999, 60_000, 7_200_000, 200_000_000].map(sessionsText.en.age)).toEqual([
      '0 s',
      '0 s',
      '59 s',
      '1 min',
      '2 h',
      '2 d',
    ])
  })

  test('are ordered by numbers as people count, equal ones always alike', () => {
    const rows = [10, 9, 2].map((at) => sessionRow({ session: sessionId(at), endpointUrl: `opc.tcp://plc-${at}:4840` }))
    expect(shownRows(rows, '', up('endpoint'), words).map((row) => row.endpointUrl)).toEqual([
      'opc.tcp://plc-2:4840',
      'opc.tcp://plc-9:4840',
      'opc.tcp://plc-10:4840',
    ])
    const alike = [3, 1, 2].map((at) => sessionRow({ session: sessionId(at), opened: 0 }))
    expect(shownRows(alike, '', up('errors'), words).map((row) => row.session)).toEqual([1, 2, 3].map(sessionId))
  })

  test('lost ones come first by state, and the filter finds endpoint, user and security', () => {
    const lost = sessionRow({ session: sessionId(1), state: { is: 'lost', since: 0, retryAt: null, because: 'x' } })
    const anna = sessionRow({ session: sessionId(2), user: { kind: 'user-name', name: 'Anna' } })
    const open = sessionRow({ session: sessionId(3), security: { policy: 'None', mode: 'none' } })
    const all = [open, anna, lost]
    expect(shownRows(all, '', up('state'), words)[0]).toBe(lost)
    expect(shownRows(all, 'anna', up('state'), words)).toEqual([anna])
    expect(shownRows(all, 'NOT ENC', up('state'), words)).toEqual([open])
  })

  test('others are those who hold it besides this page', () => {
    expect(othersOf({ readers: 3, own: true })).toBe(2)
    expect(othersOf({ readers: 1, own: false })).toBe(1)
    expect(othersOf({ readers: 0, own: true })).toBe(0)
  })
})

describe('what a server offers', () => {
  const offer = (policy: string, mode: Security['mode'], level = 0) => endpoint({ security: { policy, mode }, level })

  test('the strongest is first: encrypted before signed, outdated policies last whatever the server thinks of them', () => {
    const offers = [
      offer('None', 'none', 255),
      offer('Basic256', 'sign-and-encrypt', 200),
      offer('Basic256Sha256', 'sign', 100),
      offer('Basic256Sha256', 'sign-and-encrypt', 100),
      offer('Aes256_Sha256_RsaPss', 'sign-and-encrypt', 100),
    ]
    expect(strongestFirst(offers).map((each) => securityKey(each.security))).toEqual([
      'sign-and-encrypt Aes256_Sha256_RsaPss',
      'sign-and-encrypt Basic256Sha256',
      'sign-and-encrypt Basic256',
      'sign Basic256Sha256',
      'none None',
    ])
  })

  test('the same security under two addresses is offered once, with the users of both', () => {
    const one = endpoint({ users: ['anonymous'] })
    const other = endpoint({ endpointUrl: 'opc.tcp://10.0.0.1:4840', users: ['user-name'] })
    expect(strongestFirst([one, other])).toMatchObject([{ users: ['anonymous', 'user-name'] }])
  })

  test('an address is opc.tcp with a host, and holds no password', () => {
    expect(urlFault('opc.tcp://plc')).toBeUndefined()
    expect(urlFault('OPC.TCP://[::1]:4840/UA/Server')).toBeUndefined()
    for (const url of ['', 'plc', 'http://plc', 'opc.tcp://', 'opc.tcp:///x', 'opc.tcp://a b'])
      expect(urlFault(url)).toBe('scheme')
    expect(urlFault('opc.tcp://anna:secret@plc')).toBe('secret')
    expect(urlFault('opc.tcp://plc/a@b')).toBeUndefined()
  })

  test('who logs in is what the server lets in, nobody before a name', () => {
    expect(userKindOf(endpoint(), undefined)).toBe('anonymous')
    expect(userKindOf(endpoint({ users: ['user-name', 'certificate'] }), 'anonymous')).toBe('user-name')
    expect(userKindOf(endpoint({ users: ['certificate'] }), 'anonymous')).toBeUndefined()
  })
})

describe('certificates in words', () => {
  test('are called by their common name, in any of the usual spellings', () => {
    expect(shortName({ subject: 'CN=plc-17, O=Example' })).toBe('plc-17')
    expect(shortName({ subject: '/C=DE/O=Example/CN=plc 18' })).toBe('plc 18')
    expect(shortName({ subject: 'O=Example' })).toBe('O=Example')
    expect(shortName({ subject: '' })).toBe('–')
  })

  test('fingerprints are grouped for the eye', () => {
    expect(grouped('ab12cd34ef')).toBe('AB12 CD34 EF')
    expect(grouped('ab12')).toBe('AB12')
  })

  test('those that need somebody are first, and the filter finds thumbprints too', () => {
    const all = [
      certificate({ fingerprint: fingerprint('1'), trust: 'trusted' }),
      certificate({ fingerprint: fingerprint('2'), trust: 'rejected' }),
      certificate({ fingerprint: fingerprint('3'), trust: 'unknown' }),
      certificate({ fingerprint: fingerprint('4'), trust: 'changed', thumbprint: 'dead'.repeat(10) }),
    ]
    const found = (filter: string): string[] => shownCertificates(all, filter, words.collator).map((each) => each.trust)
    expect(found('')).toEqual(['changed', 'unknown', 'trusted', 'rejected'])
    expect(found('DEAD')).toEqual(['changed'])
  })

  test('validity has a beginning, too', () => {
    const one = certificate({ validFrom: 100, validTo: 200 })
    expect([50, 150, 250].map((now) => validity(one, now))).toEqual(['not-yet', 'valid', 'expired'])
    expect(dayText(1e20, 'en')).toBe('–')
  })
})

describe('a plot', () => {
  const box = { width: 60, height: 11 }
  test('is a line of steps: each value holds until the next, the last until now', () => {
    const points = [
      { age: 60_000, value: 0 },
      { age: 30_000, value: 10 },
    ]
    expect(plotPath(points, { latest: 10, least: 0, most: 10 }, box)).toBe('M0.0 10.5H30.0V0.5H60')
  })

  test('of a value that never changes lies in the middle; what is older than a minute begins at the edge', () => {
    const points = [{ age: 90_000, value: 5 }]
    expect(plotPath(points, { latest: 5, least: 5, most: 5 }, box)).toBe('M0.0 5.5H60')
    expect(plotPath([], { latest: 0, least: 0, most: 0 }, box)).toBe('')
  })

  test('says latest, least and most', () => {
    expect(extentOf([3, -1, 2].map((value, at) => ({ age: 3 - at, value })))).toEqual({ latest: 2, least: -1, most: 3 })
    expect(extentOf([])).toBeUndefined()
  })

  test('numbers are short', () => {
    expect(shortNumber(27.983456789, 'en')).toBe('27.9835')
    expect(shortNumber(27.5, 'de')).toBe('27,5')
    expect(shortNumber(123_456_789_012, 'en')).toBe('1.235e+11')
    expect(shortNumber(0, 'en')).toBe('0')
  })
})

test('what is dropped on the watch list and is not ours is nothing', () => {
  expect(draggedNodes('[{"node":"i=1","name":"One"},{"node":7},null]')).toEqual([{ node: 'i=1', name: 'One' }])
  for (const text of ['', '{}', 'x']) expect(draggedNodes(text)).toEqual([])
})
