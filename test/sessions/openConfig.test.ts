import { describe, expect, test } from 'vitest'
import { RequestFailure } from '../../src/main/opcua/requestFailure'
import { behaviourOf, parseConfig, retriesOf, securityOf, timeoutOf, userOf } from '../../src/main/sessions/openConfig'

const BASIC = 'http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256'

function refusal(config: unknown): RequestFailure {
  try {
    parseConfig(config)
  } catch (error) {
    if (error instanceof RequestFailure) return error
    throw error
  }
  throw new Error('was taken')
}

describe('the configuration of a session', () => {
  test('an empty one may be missing, null, an object or the empty list of PHP', () => {
    for (const empty of [undefined, null, {}, []]) expect(parseConfig(empty)).toEqual({})
    const config = parseConfig({})
    expect(timeoutOf(config)).toBe(5000)
    expect(retriesOf(config)).toBe(1)
    expect(securityOf(config)).toEqual({ policy: 'http://opcfoundation.org/UA/SecurityPolicy#None', mode: 1 })
    expect(behaviourOf(config)).toEqual({
      batchSize: null,
      defaultBrowseMaxDepth: 10,
      autoDetectWriteType: true,
      readMetadataCache: false,
    })
    expect(userOf(config)).toEqual({ kind: 'anonymous', name: null })
  })

  test('every key of the reference is taken, whole seconds too', () => {
    const config = {
      opcuaTimeout: 5,
      autoRetry: 0,
      batchSize: 0,
      defaultBrowseMaxDepth: -1,
      securityPolicy: BASIC,
      securityMode: 3,
      username: 'operator',
      password: '',
      clientCertPath: '/c.pem',
      clientKeyPath: '/k.pem',
      caCertPath: '/ca.pem',
      trustStorePath: '/trust',
      trustPolicy: 'fingerprint+expiry',
      autoAccept: true,
      autoAcceptForce: false,
      autoDetectWriteType: false,
      readMetadataCache: true,
    }
    expect(parseConfig(config)).toEqual(config)
    expect(parseConfig({ userCertPath: '/u.pem', userKeyPath: '/u.key' })).toBeTypeOf('object')
  })

  test('null is the same as not set', () => {
    expect(parseConfig({ username: null, password: null, opcuaTimeout: null })).toEqual({})
  })

  test.each([
    [{ passwort: 's3cret' }, 'passwort'],
    [JSON.parse('{"__proto__":1}'), '__proto__'],
    [{ constructor: 1 }, 'constructor'],
    [{ opcuaTimeout: '5' }, 'opcuaTimeout'],
    [{ opcuaTimeout: 0 }, 'opcuaTimeout'],
    [{ opcuaTimeout: -1 }, 'opcuaTimeout'],
    [{ opcuaTimeout: 1e9 }, 'opcuaTimeout'],
    [{ opcuaTimeout: 9007199254740993n }, 'opcuaTimeout'],
    [{ autoRetry: 1.5 }, 'autoRetry'],
    [{ autoRetry: -1 }, 'autoRetry'],
    [{ batchSize: true }, 'batchSize'],
    [{ securityMode: 0 }, 'securityMode'],
    [{ securityMode: 4 }, 'securityMode'],
    [{ securityMode: '3' }, 'securityMode'],
    [{ securityPolicy: 'Basic256Sha256', securityMode: 3 }, 'securityPolicy'],
    [{ trustPolicy: 'none' }, 'trustPolicy'],
    [{ autoAccept: 1 }, 'autoAccept'],
    [{ username: '', password: 's3cret' }, 'username'],
    [{ username: ['s3cret'], password: 's3cret' }, 'username'],
    [{ username: 's3cret' }, 'password'],
    [{ password: 's3cret' }, 'username'],
    [{ clientCertPath: '/s3cret' }, 'clientKeyPath'],
    [{ clientKeyPath: '/s3cret' }, 'clientCertPath'],
    [{ userCertPath: '/s3cret' }, 'userKeyPath'],
    [{ userKeyPath: '/s3cret' }, 'userCertPath'],
    [{ username: 'x', password: 's3cret', userCertPath: '/u', userKeyPath: '/k' }, 'userCertPath'],
    [{ securityMode: 3 }, 'securityPolicy'],
    [{ securityPolicy: BASIC }, 'securityMode'],
    [{ securityPolicy: BASIC, securityMode: 1 }, 'securityMode'],
    ['s3cret', 'config'],
    [['s3cret'], 'config'],
    [7, 'config'],
  ])('%o is refused with the name of what is wrong and nothing else', (config, named) => {
    const { type, message } = refusal(config)
    expect(type).toBe('invalid_argument')
    expect(message).toContain(named)
    expect(message).not.toContain('s3cret')
  })

  test('a key of any length is named in a short message', () => {
    expect(refusal({ ['x'.repeat(10_000)]: 1 }).message.length).toBeLessThan(100)
  })
})
