import { expect, it } from 'vitest'
import { AppError } from '../../src/contract/errors'
import { RequestFailure } from '../../src/main/opcua/requestFailure'
import { MODULE_METHODS, QUERY_METHODS } from '../../src/main/sessions/methods'
import { SESSION } from './fakeSessions'
import { failure, startStage, TOKEN } from './stage'

const query = { command: 'query', sessionId: SESSION, method: 'read', params: [] }

it.each([
  'READ',
  'Read',
  '',
  ' read',
  'constructor',
  '__proto__',
  'then',
  'toString',
  'connect',
  'disconnect',
  'setTimeout',
])('forbids the method “%s” of query before it looks for a session', async (method) => {
  const stage = await startStage()
  for (const sessionId of [SESSION, 'nobody', undefined]) {
    expect(await stage.ask({ ...query, method, sessionId })).toEqual(failure('forbidden_method'))
  }
  expect(stage.sessions.asked).toEqual([])
})

it.each([5, null, ['read'], { toString: 'read' }, true, undefined])(
  'forbids the method %j of query, which is no text',
  async (method) => {
    const stage = await startStage()
    expect(await stage.ask({ ...query, method })).toEqual(failure('forbidden_method'))
    expect(stage.sessions.asked).toEqual([])
  },
)

it('lets all 44 methods of query through, with their parameters', async () => {
  const stage = await startStage()
  stage.sessions.answer = () => '18446744073709551615'
  const client = await stage.connect()
  for (const method of Object.keys(QUERY_METHODS)) {
    client.send(
      `{"command":"query","sessionId":"${SESSION}","method":"${method}","params":[9223372036854775807],"authToken":"${TOKEN}","id":1}\n`,
    )
    expect(await client.line()).toBe('{"id":1,"success":true,"data":18446744073709551615}')
    expect(stage.sessions.asked.pop()).toEqual({
      what: 'query',
      sessionId: SESSION,
      method,
      parameters: [9_223_372_036_854_775_807n],
    })
  }
  expect(Object.keys(QUERY_METHODS)).toHaveLength(44)
})

it('reaches methods of modules only with invoke, before it looks for a session', async () => {
  const stage = await startStage()
  for (const method of ['constructor', '__proto__', 'toString', 'addnodes', 'isConnected', 'getLogger', 'disconnect']) {
    for (const sessionId of [SESSION, 'nobody']) {
      expect(await stage.ask({ command: 'invoke', sessionId, method, args: [] })).toEqual({
        success: false,
        error: {
          type: 'unknown_method',
          message: `Method "${method}" is not registered on the client for this session.`,
        },
      })
    }
  }
  expect(await stage.ask({ command: 'invoke', sessionId: SESSION, args: [] })).toEqual({
    success: false,
    error: { type: 'invalid_argument', message: 'invoke: "method" must be a non-empty string.' },
  })
  expect(stage.sessions.asked).toEqual([])
  const methods = [...Object.keys(MODULE_METHODS), 'read', 'write', 'browse']
  for (const method of methods) {
    expect(await stage.ask({ command: 'invoke', sessionId: SESSION, method })).toEqual({
      success: true,
      data: { data: null },
    })
  }
  expect(stage.sessions.asked.map((asked) => 'method' in asked && asked.method)).toEqual(methods)
})

it.each([
  ['query', { ...query, params: { 0: 1 } }, '"params"'],
  ['query', { ...query, sessionId: 5 }, '"sessionId"'],
  ['query', { ...query, sessionId: undefined }, '"sessionId"'],
  ['invoke', { command: 'invoke', sessionId: SESSION, method: 'addNodes', args: 'x' }, '"args"'],
  ['describe', { command: 'describe' }, '"sessionId"'],
  ['close', { command: 'close', sessionId: SESSION, force: 'yes' }, '"force"'],
  ['open', { command: 'open', config: {} }, '"endpointUrl"'],
  ['open', { command: 'open', endpointUrl: 'opc.tcp://x', config: 'x' }, '"config"'],
  ['open', { command: 'open', endpointUrl: 'opc.tcp://x', config: [1] }, '"config"'],
  ['open', { command: 'open', endpointUrl: 'opc.tcp://x', config: {}, forceNew: 1 }, '"forceNew"'],
  ['call', { command: 'call', input: {} }, '"method"'],
])('names the field of %s that is of the wrong kind', async (_, frame, field) => {
  const stage = await startStage()
  const reply = await stage.ask(frame)
  expect(reply).toEqual(failure('invalid_argument'))
  expect(JSON.stringify(reply)).toContain(JSON.stringify(field).slice(1, -1))
  expect(stage.sessions.asked).toEqual([])
})

it('opens with the empty list that PHP makes of an empty config, and ignores what it does not know', async () => {
  const stage = await startStage()
  const reply = await stage.ask({ command: 'open', endpointUrl: 'opc.tcp://x', config: [], forceNew: null, what: 1 })
  expect(reply).toEqual({ success: true, data: { sessionId: SESSION, reused: false } })
  expect(stage.sessions.asked).toEqual([
    {
      what: 'open',
      holder: { id: 'classic' },
      request: { endpointUrl: 'opc.tcp://x', config: {}, forceNew: false },
    },
  ])
  expect(await stage.ask({ command: 'close', sessionId: SESSION })).toEqual({ success: true, data: null })
  expect(await stage.ask({ command: 'describe', sessionId: SESSION })).toMatchObject({
    data: { methods: ['read'], modules: [], wireClasses: [], enumClasses: [], wireTypeIds: [] },
  })
})

it('lists sessions without anything secret, whatever they were opened with', async () => {
  const stage = await startStage()
  const secrets = { username: 'anna', password: 'pw', clientKeyPath: '/k', userKeyPath: '/u', caCertPath: '/c' }
  const config = { ...secrets, securityMode: 3, clientCertPath: '/cert.pem', other: 'pw' }
  const session = { id: SESSION, lastUsed: 1.5, state: 'Connected' as const }
  stage.sessions.listed = [
    { ...session, endpointUrl: 'opc.tcp://anna:p@/w@plc:4840/x', config },
    { ...session, endpointUrl: 'opc.tcp://plc:4840', config: {} },
  ]
  expect(await stage.ask({ command: 'list' })).toEqual({
    success: true,
    data: {
      count: 2,
      sessions: [
        { ...session, endpointUrl: 'opc.tcp://plc:4840/x', config: { securityMode: 3, clientCertPath: '/cert.pem' } },
        { ...session, endpointUrl: 'opc.tcp://plc:4840', config: {} },
      ],
    },
  })
})

it('says what a session said, in its words and cleaned', async () => {
  const stage = await startStage()
  stage.sessions.answer = () => {
    throw new RequestFailure('ServiceException', 'BadUserAccessDenied at opc.tcp://anna:pw@plc in /home/anna/key.pem')
  }
  const reply = await stage.ask(query)
  expect(reply).toEqual({
    success: false,
    error: { type: 'ServiceException', message: 'BadUserAccessDenied at [url] in [path]' },
  })
})

it('keeps what nobody expected to itself, under a reference that the log has too', async () => {
  const stage = await startStage()
  stage.sessions.answer = () => {
    throw new TypeError('password=hunter2 in /home/anna')
  }
  const { error } = (await stage.ask(query)) as { error: { type: string; message: string } }
  const [line] = stage.log
  expect(error.type).toBe('internal')
  expect(error.message).toContain(String(line?.fields['reference']))
  expect(JSON.stringify([error, stage.log])).not.toMatch(/hunter2|anna/)
  expect(JSON.stringify(error)).not.toMatch(/TypeError|\.ts/)
  expect(line).toMatchObject({ level: 'error', fields: { command: 'query', fault: { name: 'TypeError' } } })
})

it('cuts and cleans the names it says again', async () => {
  const stage = await startStage()
  const long = 'y'.repeat(500)
  for (const frame of [
    { command: `/home/anna/.ssh/id_rsa opc.tcp://anna:pw@plc ${long}` },
    { ...query, method: `C:\\Users\\anna\\key.pem opc.tcp://anna:pw@plc ${long}` },
    { command: 'invoke', sessionId: SESSION, method: `\\\\server\\anna\\key ${long}`, args: [] },
    { ...query, sessionId: `opc.tcp://anna:pw@plc ${long}${long}` },
  ]) {
    const text = JSON.stringify(await stage.ask(frame))
    expect(text).not.toMatch(/anna|pw/)
    expect(text.length).toBeLessThan('sessionId' in frame && frame.sessionId !== SESSION ? 700 : 250)
  }
  expect(await stage.ask({ command: 'no\u001bsuch\n' })).toEqual({
    success: false,
    error: { type: 'unknown_command', message: 'Unknown command: no such ' },
  })
})

it.each(['constructor', '__proto__', 'hasOwnProperty', 'Login', 'loginbegin', 'login.begin', 'PING', ''])(
  'knows no command “%s”',
  async (command) => {
    const stage = await startStage()
    expect(await stage.ask({ command })).toEqual(failure('unknown_command'))
  },
)

it('asks for the right that each command needs, and for that of the method', async () => {
  const asked: string[] = []
  const stage = await startStage({
    gate: {
      authorize(peer, object, right) {
        asked.push(`${peer.face} ${object} ${right}`)
        throw new AppError('not-permitted', { object, right })
      },
    },
  })
  const needs = async (frame: object) => {
    asked.length = 0
    const reply = await stage.ask(frame)
    return asked.length === 0 ? 'nothing' : [reply['success'] === false && JSON.stringify(reply), ...asked].join(' ')
  }
  const denied = (need: string) => new RegExp(`"type":"access_denied".*"code":"not-permitted".* program ${need}$`)
  expect(await needs({ command: 'ping' })).toBe('nothing')
  for (const command of ['list', 'metrics', 'describe']) {
    expect(await needs({ command, sessionId: SESSION })).toMatch(denied('Device.Sessions view'))
  }
  expect(await needs({ command: 'open', endpointUrl: 'x' })).toMatch(denied('Device.Sessions execute'))
  expect(await needs({ command: 'close', sessionId: SESSION, force: true })).toMatch(denied('Device.Sessions execute'))
  expect(await needs(query)).toMatch(denied('Device.Sessions view'))
  expect(await needs({ ...query, method: 'write' })).toMatch(denied('Device.Sessions.Write modify'))
  expect(await needs({ ...query, method: 'call' })).toMatch(denied('Device.Sessions.Call execute'))
  const invoke = { command: 'invoke', sessionId: SESSION, args: [] }
  expect(await needs({ ...invoke, method: 'addNodes' })).toMatch(denied('Device.Sessions.NodeManagement addRemove'))
  expect(await needs({ ...invoke, method: 'write' })).toMatch(denied('Device.Sessions.Write modify'))
  expect(await needs({ ...invoke, method: 'getServerProductName' })).toMatch(denied('Device.Sessions view'))
  expect(await needs({ command: 'call', method: 'users.list', input: {} })).toMatch(/"type":"access_denied"/)
  expect(stage.sessions.asked).toEqual([])
})

it('waits for a right that has to be looked up', async () => {
  const stage = await startStage({ gate: { authorize: () => new Promise((resolve) => setTimeout(resolve, 20)) } })
  expect(await stage.ask(query)).toEqual({ success: true, data: null })
})

it('reaches every method of the contract with call, and keeps its codes and details', async () => {
  const stage = await startStage({
    handlers: {
      'databases.list': () => ({ databases: [] }),
      'databases.close': () => {
        throw new AppError('unsaved', { count: 3 })
      },
      'databases.state': () => {
        throw new AppError('not-found', { subject: 'database', name: 'x' })
      },
    },
  })
  const call = (method: string, input?: unknown) => stage.ask({ command: 'call', method, input })
  expect(await call('databases.list')).toEqual({ success: true, data: { databases: [] } })
  expect(await call('databases.close', { database: 'd1' })).toEqual({
    success: false,
    error: { type: 'unsaved', message: 'There are 3 unsaved changes.', code: 'unsaved', details: { count: 3 } },
  })
  expect(await call('databases.state', { database: 'd1' })).toMatchObject({ error: { type: 'not-found' } })
  expect(await call('databases.list', { x: 1n.toString() })).toMatchObject({
    error: { type: 'invalid_argument', code: 'invalid-input', details: { fields: ['x'] } },
  })
  expect(await call('constructor')).toMatchObject({ error: { type: 'unknown_method', code: 'unknown-method' } })
  expect(await call('users.list', { database: 'd1' })).toMatchObject({ error: { type: 'internal', code: 'internal' } })
})

it('counts what it does', async () => {
  const stage = await startStage()
  await stage.ask({ command: 'ping' })
  await stage.ask({ command: 'nothing' })
  const { data } = (await stage.ask({ command: 'metrics' })) as { data: object }
  expect(data).toMatchObject({
    sessions: 0,
    streams: 0,
    connections: { accepted: 3, refused: { auth_failed: 0 } },
    commands: {
      ping: { count: 1, errors: 0, histogram: [[expect.any(Number), 1]] },
      '(unknown)': { count: 1, errors: 1 },
    },
    eventLoopDelay: { p50: expect.any(Number), p99: expect.any(Number) },
  })
})
