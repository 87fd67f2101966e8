import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText } from '../../src/main/daemon/redact'

describe('addresses and paths do not get out', () => {
  it.each([
    ['cannot reach opc.tcp://anna:Rain over Ulm 7@plc1:4840/x now', 'cannot reach [url] now'],
    ['cannot reach opc.tcp://anna:secret@plc1:4840, retry', 'cannot reach [url], retry'],
    ['see HTTPS://u:p@host/a?b=c#d.', 'see [url].'],
    ['wss+unix://x and vnc://y', '[url] and [url]'],
    ['"opc.tcp://anna:my word@host" refused', '"[url]" refused'],
    ['file:///home/John Smith/secret key.pem: denied', '[url]: denied'],
    ['policy http://opcfoundation.org/UA/SecurityPolicy#None is off', 'policy [url] is off'],
    ['open /etc/ssl/private/key.pem: Permission denied', 'open [path]: Permission denied'],
    ["open '/home/John Smith/secret key.pem': denied", "open '[path]': denied"],
    ["open '/home/O'Brien/a b.pem': denied", "open '[path]': denied"],
    ['open /home/John Smith/secret key.pem failed', 'open [path] failed'],
    ['open /home/John Smith/my keys/the private key was refused', 'open [path] was refused'],
    ['open C:\\Users\\John Smith\\secret key.pem: denied', 'open [path]: denied'],
    ['open C:\\Users\\John Smith', 'open [path]'],
    ['open C:/Program Files (x86)/Key Store/a.pfx failed', 'open [path] failed'],
    ['open "C:\\Program Files (x86)\\Key Store\\a" failed', 'open "[path]" failed'],
    ['open \\\\server\\My Share\\secret key.pem failed', 'open [path] failed'],
    ['open \\\\?\\C:\\a\\b.pem', 'open [path]'],
    ['open ../secret/key.pem, ~/.ssh/id_rsa and ./x', 'open [path], [path] and [path]'],
    ['open certs/client.pem', 'open [path]'],
    ['open home/anna/keys', 'open [path]'],
    ['{"file":"\\/home\\/anna\\/key"}', '{"file":"[path]"}'],
    ['at Object.<anonymous> (/srv/app/main.js:3:4)', 'at Object.<anonymous> ([path])'],
    ['path=/etc/shadow;x', 'path=[path]'],
    ['/a/b.pem\n/c/d', '[path] [path]'],
    ['key=ns=1;s=x and tls=/etc/a.pem', 'key=ns=1;s=x and tls=[path]'],
  ])('%s', (text, clean) => expect(cleanText(text)).toBe(clean))
})

describe('what only looks like a path stays', () => {
  it.each([
    'BadNodeIdUnknown for ns=2;s=/Dev/PLC/Speed',
    'ns=2;s=/Dev/PLC/Speed, i=85 and ns=3;s="DB_1"."x/y"[0]',
    'nsu=urn:vendor:plc;s=/Dev/PLC/Speed',
    'on 2026/11/21 at 10:00',
    'a ratio of 3/4 and/or 1/2',
    'read and/or write, n/a, 5 km/h over TCP/IP',
    'text/html or application/json',
    'a / b',
    'BadUserAccessDenied',
    'Session not found: 0123456789abcdef0123456789abcdef',
    'HTTP/1.1',
    '',
  ])('%s', (text) => expect(cleanText(text)).toBe(text))

  it('also beside a path', () => {
    expect(cleanText('/etc/a b.pem for ns=2;s=/Dev/PLC/Speed and/or i=85 on 2026/11/21')).toBe(
      '[path] for ns=2;s=/Dev/PLC/Speed and/or i=85 on 2026/11/21',
    )
  })
})

const name = fc.string({ unit: fc.constantFrom(...Array.from('abcXYZ019_-éß設')), minLength: 3, maxLength: 8 })
const spaced = fc.array(name, { minLength: 1, maxLength: 3 }).map((words) => `zq${words.join(' ')}qz`)
const file = fc.tuple(spaced, fc.constantFrom('.pem', '.der', '.pfx', '.key')).map((parts) => parts.join(''))
const folders = fc.array(spaced, { minLength: 1, maxLength: 4 })
const path = fc
  .tuple(folders, file, fc.constantFrom('/', 'C:\\', 'd:/', '\\\\', '~/', '../', '\\\\?\\C:\\'))
  .map(([folders, file, root]) => root + [...folders, file].join(root.includes('\\') ? '\\' : '/'))
const around = fc.constantFrom(
  ['open ', ' failed'],
  ['open "', '" failed'],
  ["(open '", "')"],
  ['', ''],
  ['error:', ': denied'],
  ['x=', ', y'],
)

describe('for any path, address and text', () => {
  it('nothing of a path with spaces in it is left, quoted or not', () => {
    fc.assert(
      fc.property(path, around, (path, [before = '', after = '']) => {
        const clean = cleanText(before + path + after)
        expect(clean).toContain('[path]')
        expect(clean).not.toMatch(/zq|qz|\.(pem|der|pfx|key)/)
      }),
      { numRuns: 3000 },
    )
  })

  it('nothing of an address with a name and a password is left', () => {
    const scheme = fc.constantFrom('opc.tcp', 'https', 'tls', 'ws', 'X-y+z')
    fc.assert(
      fc.property(scheme, spaced, spaced, around, (scheme, user, password, [before = '', after = '']) => {
        const clean = cleanText(`${before}${scheme}://${user}:${password}@zqhostqz:4840/zqpathqz${after}`)
        expect(clean).toContain('[url]')
        expect(clean).not.toMatch(/zq|qz/)
      }),
      { numRuns: 3000 },
    )
  })

  it('a NodeId stays wherever it stands', () => {
    const id = fc.array(fc.constantFrom('Dev', 'PLC', 'Speed.x', 'a_b', '12'), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(id, fc.nat(99), path, (parts, ns, path) => {
        const node = `ns=${ns};s=/${parts.join('/')}`
        expect(cleanText(`${node} with ${path} at ${node}`)).toMatch(new RegExp(`^${node} with \\[path\\] at ${node}$`))
      }),
      { numRuns: 1000 },
    )
  })

  it('at most 500 units, whole characters, no control signs', () => {
    const text = fc.array(
      fc.oneof(fc.string({ unit: 'binary' }), path, fc.constantFrom('😀', '\ud83d', '/', '\\', "'", '"', ' ', '://')),
      {
        maxLength: 400,
      },
    )
    fc.assert(
      fc.property(text, (parts) => {
        const clean = cleanText(parts.join(''))
        expect(clean.length).toBeLessThanOrEqual(500)
        expect(clean.isWellFormed()).toBe(true)
        expect(clean).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the end is cut between characters', () => {
  it.each([
    ['x'.repeat(501), 'x'.repeat(500)],
    ['x'.repeat(500), 'x'.repeat(500)],
    ['😀'.repeat(300), '😀'.repeat(250)],
    [`x${'😀'.repeat(300)}`, `x${'😀'.repeat(249)}`],
  ])('%#', (text, cut) => expect(cleanText(text)).toBe(cut))
})

it('a path that begins before the end is not cut into', () => {
  expect(cleanText(`${'x '.repeat(248)}/etc/secret/key.pem`)).toBe(`${'x '.repeat(248)}[pat`)
})

describe('hostile text of 100 KB takes less than 50 ms', () => {
  const size = 100_000
  it.each([
    '/',
    '\\',
    "'/a ",
    "'/a'a",
    '"/a',
    'a/',
    'a.',
    'a.a+a-',
    'ns=2;s=',
    '/a )',
    '/a)',
    'C:\\ ',
    'http://a ',
    'a://@ ',
    '/ a',
    ' /a b',
    'x',
    ' ',
    '\u0000',
    '😀',
    '1/',
    "/a'b",
    '((((/',
    '/x,',
  ])('%j again and again', (unit) => {
    const texts = [
      unit.repeat(size / unit.length),
      `/${unit.repeat(size / unit.length)}`,
      `a://${unit.repeat(size / unit.length)}`,
    ]
    cleanText(texts[0] ?? '')
    for (const text of texts) {
      const took = Math.min(...[1, 2, 3].map(() => timed(() => cleanText(text))))
      expect(took).toBeLessThan(50)
    }
  })
})

function timed(work: () => unknown): number {
  const began = performance.now()
  work()
  return performance.now() - began
}
