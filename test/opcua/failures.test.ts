import { ServiceFault, StatusCodes } from 'node-opcua-client'
import { expect, test } from 'vitest'
import { toFailure } from '../../src/main/opcua/failures'
import { RequestFailure } from '../../src/main/opcua/requestFailure'

const fault = (name: Exclude<keyof typeof StatusCodes, 'prototype'>) => {
  const response = new ServiceFault({ responseHeader: { serviceResult: StatusCodes[name] } })
  return Object.assign(new Error('serviceResult = … password=hunter2'), { response })
}

test.each([
  ['BadUserAccessDenied', 'ServiceException'],
  ['BadNodeIdUnknown', 'ServiceException'],
  ['BadServiceUnsupported', 'ServiceUnsupportedException'],
  ['BadSessionIdInvalid', 'ConnectionException'],
  ['BadSessionClosed', 'ConnectionException'],
  ['BadSecureChannelIdInvalid', 'ConnectionException'],
  ['BadSecureChannelTokenUnknown', 'ConnectionException'],
  ['BadTimeout', 'ConnectionException'],
  ['BadIdentityTokenRejected', 'ServiceException'],
  ['BadCertificateUntrusted', 'SecurityException'],
  ['BadSecurityPolicyRejected', 'SecurityException'],
  ['BadTcpEndpointUrlInvalid', 'ConfigurationException'],
  ['BadTooManySubscriptions', 'ServiceException'],
] as const)('a service that answers %s fails with %s and says so', (status, type) => {
  const failure = toFailure(fault(status), true)
  expect(failure).toMatchObject({ type, facts: { status, sent: true } })
  expect(failure.message).toContain(status)
})

test('nothing of a text of the library is passed on but the name of a status', () => {
  const texts = [
    'Invalid userName alice password hunter2 BadUserAccessDenied at /home/alice/key.pem',
    'Transaction has timed out ( timeout = 5000 ms , request = ReadRequest hunter2)',
    'connect ECONNREFUSED opc.tcp://alice:hunter2@127.0.0.1:4840',
    'BadHunter2 hunter2',
    'hunter2',
  ]
  for (const text of texts) {
    const failure = toFailure(new Error(text, { cause: new Error('hunter2') }), true)
    expect(`${failure.message} ${failure.stack ?? ''} ${JSON.stringify(failure)}`).not.toMatch(
      /hunter2|alice|opc\.tcp/i,
    )
    expect(failure.cause).toBeUndefined()
  }
  expect(toFailure(new Error(texts[0]), true).facts.status).toBe('BadUserAccessDenied')
  expect(toFailure(new Error(texts[1]), true)).toMatchObject({
    type: 'ConnectionException',
    facts: { status: 'BadTimeout' },
  })
  expect(toFailure(new Error(texts[3]), true)).toMatchObject({ type: 'ConnectionException' })
})

test('a failure of ours stays as it is', () => {
  const own = new RequestFailure('invalid_argument', 'node is no NodeId.', { sent: false })
  expect(toFailure(own, true)).toBe(own)
})

test('what is no error at all is a lost link, and a defect is none', () => {
  for (const odd of [undefined, null, 'x', 5, {}, Object.create(null)])
    expect(toFailure(odd, false)).toMatchObject({ type: 'ConnectionException', facts: { sent: false } })
  expect(toFailure(new TypeError('secret'), true)).toMatchObject({ type: 'EncodingException' })
})
