import { describe, expect, test } from 'vitest'
import { RequestFailure } from '../../src/main/opcua/requestFailure'
import { checkAllowed, isEndpointPattern, parseEndpoint } from '../../src/main/sessions/endpointRules'

function isAllowed(url: string, patterns: readonly string[] | undefined): boolean {
  try {
    checkAllowed(parseEndpoint(url), patterns)
    return true
  } catch (error) {
    if (error instanceof RequestFailure && error.message === 'This endpoint is not allowed.') return false
    throw error
  }
}

describe('endpoints', () => {
  test.each([
    ['opc.tcp://plc:4840', 'opc.tcp://plc'],
    ['opc.tcp://plc:4840', 'OPC.TCP://PLC:4840/'],
    ['opc.tcp://plc:4840/UA', 'opc.tcp://Plc/UA/'],
    ['opc.tcp://[::1]:4840', 'opc.tcp://[0:0:0:0:0:0:0:1]'],
  ])('%s and %s are the same server', (one, other) => {
    expect(parseEndpoint(one).key).toBe(parseEndpoint(other).key)
  })

  test.each([
    ['opc.tcp://plc/UA', 'opc.tcp://plc/ua'],
    ['opc.tcp://plc:4840', 'opc.tcp://plc:4841'],
    ['opc.tcp://plc/UA', 'opc.tcp://plc/UA//'],
  ])('%s and %s may be different servers', (one, other) => {
    expect(parseEndpoint(one).key).not.toBe(parseEndpoint(other).key)
  })

  test('a name and a password in an address are neither shown nor sent to the server, and tell sessions apart', () => {
    const address = parseEndpoint('opc.tcp://anna:s3cret@Plc:4841/UA/')
    expect(address).toMatchObject({ shown: 'opc.tcp://Plc:4841/UA/', url: 'opc.tcp://plc:4841/UA/' })
    expect(address.key + address.host).not.toMatch(/anna|s3cret/)
    expect(address.credentials).toBe('anna:s3cret')
  })

  test('an address without them is shown as it was given', () => {
    expect(parseEndpoint('opc.tcp://Plc').shown).toBe('opc.tcp://Plc')
  })

  test.each([
    undefined,
    null,
    7,
    '',
    'plc',
    'opc.tcp:plc',
    'opc.tcp:///x',
    'opc.tcp://',
    'opc.tcp://plc:0',
    'opc.tcp://plc:70000',
    'opc.tcp://pl c',
    'opc.tcp://pl\nc',
    'opc.tcp://plc\u0000',
    'opc.tcp://plc\\@evil',
    'opc.tcp://pl%63',
    'opc.https://plc',
    'http://plc:4840',
    'file:///etc/passwd',
    `opc.tcp://${'x'.repeat(5000)}`,
  ])('%j is no endpoint, and the answer does not repeat it', (url) => {
    expect(() => parseEndpoint(url)).toThrow(RequestFailure)
    try {
      parseEndpoint(url)
    } catch (error) {
      expect(error).toMatchObject({ type: 'invalid_argument' })
      expect(String(error)).not.toMatch(/plc|evil|passwd|xxx/)
    }
  })
})

describe('allowed endpoints', () => {
  test('without a list every opc.tcp endpoint is allowed, with an empty one none', () => {
    expect(isAllowed('opc.tcp://plc', undefined)).toBe(true)
    expect(isAllowed('opc.tcp://plc', [])).toBe(false)
  })

  test.each([
    ['opc.tcp://PLC:4840/UA', 'opc.tcp://plc'],
    ['opc.tcp://plc:9999', 'opc.tcp://plc'],
    ['opc.tcp://plc', 'opc.tcp://Plc:4840'],
    ['opc.tcp://plc', 'opc.tcp://plc:4840/'],
    ['opc.tcp://[::1]:1', 'opc.tcp://[0::1]'],
    ['opc.tcp://line7.plant.example', 'opc.tcp://*.plant.example'],
    ['opc.tcp://10.0.0.7', 'opc.tcp://10.0.0.*'],
    ['opc.tcp://anything.at.all:4840', 'opc.tcp://*:4840'],
    ['opc.tcp://anna:s3cret@plc', 'opc.tcp://plc'],
  ])('%s is allowed by %s', (url, pattern) => {
    expect(isEndpointPattern(pattern)).toBe(true)
    expect(isAllowed(url, ['opc.tcp://other', pattern])).toBe(true)
  })

  test.each([
    ['opc.tcp://plc:4841', 'opc.tcp://plc:4840'],
    ['opc.tcp://plc.evil', 'opc.tcp://plc'],
    ['opc.tcp://evil-plc', 'opc.tcp://plc'],
    ['opc.tcp://plc@evil', 'opc.tcp://plc'],
    ['opc.tcp://plc:4840@evil', 'opc.tcp://plc:4840'],
    ['opc.tcp://a.b.plant.example', 'opc.tcp://*.plant.example'],
    ['opc.tcp://plant.example', 'opc.tcp://*.plant.example'],
    ['opc.tcp://xplant.example', 'opc.tcp://x.lant.example'],
    ['opc.tcp://127.1', 'opc.tcp://127.0.0.1'],
    ['opc.tcp://2130706433', 'opc.tcp://127.0.0.1'],
    ['opc.tcp://localhost', 'opc.tcp://127.0.0.1'],
  ])('%s is not allowed by %s', (url, pattern) => {
    expect(isAllowed(url, [pattern])).toBe(false)
  })

  test.each([
    '',
    'plc',
    'http://plc',
    'opc.tcp://',
    'opc.tcp://plc:0',
    'opc.tcp://plc:99999',
    'opc.tcp://plc/UA',
    'opc.tcp://a b',
  ])('%j is no pattern and allows nothing', (pattern) => {
    expect(isEndpointPattern(pattern)).toBe(false)
    expect(isAllowed('opc.tcp://plc', [pattern])).toBe(false)
  })
})
