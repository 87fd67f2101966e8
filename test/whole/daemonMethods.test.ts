import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MODULE_METHODS, QUERY_METHODS, type Method } from '../../src/main/sessions/methods'
import { askText, frameText, readReply } from '../support/classicClient'
import { dataOf } from '../support/daemonProcess'
import { INVOKE_CALLS } from './invokeCalls'
import { startMethodStage, text, type MethodStage } from './methodStage'
import { QUERY_CALLS } from './queryCalls'

let stage: MethodStage
beforeAll(async () => {
  stage = await startMethodStage()
})
afterAll(() => stage.close())

const ofServer = Object.entries<Method>(QUERY_METHODS).filter(([, { place }]) => place === 'server')
const INVOKED = [...Object.keys(MODULE_METHODS), ...ofServer.map(([name]) => name)]

test('the 44 methods of the allow-list are all called here, and everything that invoke reaches', () => {
  expect(Object.keys(QUERY_CALLS).toSorted()).toEqual(Object.keys(QUERY_METHODS).toSorted())
  expect(Object.keys(QUERY_CALLS)).toHaveLength(44)
  expect(Object.keys(INVOKE_CALLS).toSorted()).toEqual(INVOKED.toSorted())
  expect(Object.keys(INVOKE_CALLS)).toHaveLength(27)
})

describe('query over the socket', () => {
  test.each(Object.entries(QUERY_CALLS))('%s answers what its program expects', async (method, call) => {
    await call((...params) => stage.query(method, ...params), stage)
    expect([...stage.answered]).toContain(method)
  })
})

/** The reply as a whole, too: what is asked for lies in `data` of `data` (session-daemon 3). */
async function invoke(method: string, args: unknown[]): Promise<unknown> {
  const { socket, token } = stage.daemon
  const frame = { command: 'invoke', sessionId: stage.session, method, args, authToken: token }
  const line = await askText(socket, `${frameText(frame)}\n`)
  const data = dataOf(readReply(line), `invoke ${method}`)
  expect(line).toMatch(/^\{"success":true,"data":\{"data":.*\}\}$/s)
  expect(Object.keys(data as object)).toEqual(['data'])
  return (data as { data: unknown }).data
}

describe('invoke over the socket', () => {
  test.each(Object.entries(INVOKE_CALLS))('%s answers in the typed encoding', async (method, call) => {
    await call((...args) => invoke(method, args), stage)
  })

  test('what belongs to no module is unknown to it, and what it does not understand is no data', async () => {
    const others = Object.keys(QUERY_METHODS).filter((name) => !INVOKED.includes(name))
    for (const method of [...others, '', 'READ', 'constructor', '__proto__', 'then', 'connect', 'registerTypeCodec']) {
      const reply = await stage.daemon.ask('invoke', { sessionId: stage.session, method, args: [] })
      const type = method === '' ? 'invalid_argument' : 'unknown_method'
      expect(reply, method).toEqual({ success: false, error: { type, message: text } })
    }
    const args = [{ __t: 'SplObjectStorage', v: 1 }]
    const reply = await stage.daemon.ask('invoke', { sessionId: stage.session, method: 'read', args })
    expect(reply).toMatchObject({ success: false, error: { type: 'EncodingException' } })
  })
})

test('describe names what the reference’s client needs before it invokes anything', async () => {
  const described = await stage.daemon.data('describe', { sessionId: stage.session })
  const lists = described as Record<string, string[]>
  expect(Object.keys(lists)).toEqual(['methods', 'modules', 'wireClasses', 'enumClasses', 'wireTypeIds'])
  for (const list of Object.values(lists)) expect(list).toEqual(list.map(() => text))
  expect(lists['methods']).toEqual(expect.arrayContaining(INVOKED))
  expect(lists['wireClasses']).toContain('PhpOpcua\\Client\\Module\\NodeManagement\\AddNodesResult')
  expect(lists['enumClasses']).toContain('PhpOpcua\\Client\\Types\\BuiltinType')
})

test('what no program may ask for is refused before its session is looked up', async () => {
  for (const method of [
    'READ',
    '',
    'constructor',
    '__proto__',
    'then',
    'connect',
    'disconnect',
    'setTimeout',
    'addNodes',
  ])
    for (const sessionId of [stage.session, '0'.repeat(32)]) {
      const reply = await stage.daemon.ask('query', { sessionId, method, params: [] })
      expect(reply, method).toEqual({ success: false, error: { type: 'forbidden_method', message: text } })
    }
})
