import { describe, expect, it } from 'vitest'
import { connect } from '../../src/contract/client'
import { AppError } from '../../src/contract/errors'
import { METHODS } from '../../src/contract/names'
import { createDispatch, directTransport, type LogLine } from '../../src/main/bridge/dispatch'
import { createEvents } from '../../src/main/bridge/events'
import type { Context, Handlers, Peer } from '../../src/main/bridge/handler'

const peer: Peer = { id: 'page-1', face: 'browser' }
const PASSWORD = 'Rain over Ulm 7'

type Setting = {
  handlers?: Partial<Handlers>
  permitted?: (object: string, right: string) => boolean
  now?: () => number
}

/** A door with a few rooms behind it; what is not given says `internal`. */
function build({ handlers = {}, permitted = () => true, now }: Setting = {}) {
  const lines: { level: string; line: LogLine }[] = []
  const events = createEvents((event, error) => {
    throw new Error(event, { cause: error })
  })
  const absent = Object.fromEntries(
    METHODS.map((method) => [
      method,
      () => {
        throw new Error('nobody here')
      },
    ]),
  )
  const dispatch = createDispatch({
    handlers: { ...(absent as never as Handlers), ...handlers },
    events,
    authorize: async (_, object, right) => {
      if (!permitted(object, right)) throw new AppError('not-permitted', { object, right })
    },
    log: (level, line) => lines.push({ level, line }),
    ...(now ? { now } : {}),
  })
  const ask = (method: unknown, input: unknown = {}, signal?: AbortSignal) =>
    dispatch.request({ peer, method, input, ...(signal ? { signal } : {}) })
  return { dispatch, events, ask, lines, api: connect(directTransport({ dispatch, events }, peer)) }
}

const importOf = (work: string) => ({ database: 'd', from: 'e', users: [{ name: 'anna', password: PASSWORD }], work })

/** A handler that works until it is told to stop; `begun` resolves with its context. */
function untilStopped() {
  let tell: (context: Context) => void = () => {}
  const begun = new Promise<Context>((resolve) => (tell = resolve))
  const handler: Handlers['users.import'] = async (_, context) => {
    tell(context)
    await new Promise((_, stopped) => context.signal.addEventListener('abort', () => stopped(new Error('stopped'))))
    return { added: 0, withoutGroup: [] }
  }
  return { begun, handler }
}

describe('what may be asked', () => {
  it('only methods of the table exist, whatever an object inherits', async () => {
    const { ask, lines } = build()
    for (const method of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'users.list ', 'USERS.LIST']) {
      expect(await ask(method)).toEqual({ ok: false, error: { code: 'unknown-method', details: { method } } })
    }
    for (const method of [undefined, null, 7, ['users.list'], { toString: () => 'users.list' }]) {
      expect(await ask(method)).toMatchObject({ ok: false, error: { code: 'unknown-method' } })
    }
    expect(new Set(lines.map(({ line }) => line.method))).toEqual(new Set(['(unknown)']))
  })

  it('a peer without the right gets no further, not even with a wrong input', async () => {
    const { ask } = build({ permitted: (_, right) => right === 'view' })
    expect(await ask('users.add', { anything: 1 })).toEqual({
      ok: false,
      error: { code: 'not-permitted', details: { object: 'Device.UserManagement.Users', right: 'addRemove' } },
    })
  })

  it('a wrong input is told by its places, never by its values', async () => {
    const { ask, lines } = build()
    const replies = [
      await ask('users.add', { database: 'd', name: 5, password: PASSWORD, colour: PASSWORD }),
      await ask('users.import', { database: 'd', from: 'e', users: [{ name: 'a', password: 1 }] }),
      await ask('groups.addMember', { database: 'd', group: 'g', usr: 'anna' }),
      await ask('users.list', PASSWORD),
      await ask('users.remove', { database: 'd', name: [] }),
    ]
    expect(replies.map((reply) => !reply.ok && reply.error)).toEqual([
      { code: 'invalid-input', details: { fields: ['name', 'colour'] } },
      { code: 'invalid-input', details: { fields: ['users.0.password'] } },
      { code: 'invalid-input', details: { fields: ['user', 'usr'] } },
      { code: 'invalid-input', details: { fields: ['input'] } },
      { code: 'invalid-input', details: { fields: ['name'] } },
    ])
    expect(JSON.stringify([replies, lines])).not.toContain(PASSWORD)
  })

  it('an input cannot reach into the objects everything inherits from', async () => {
    const seen: unknown[] = []
    const { ask } = build({
      handlers: {
        'users.list': (input) => {
          seen.push(input)
          return { users: [] }
        },
      },
    })
    const inputs = [
      '{"database":"d","__proto__":{"admin":true}}',
      '{"database":"d","constructor":{"prototype":{"admin":true}}}',
    ]
    for (const input of inputs) {
      expect(await ask('users.list', JSON.parse(input))).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
    }
    expect(await ask('users.list', { database: { __proto__: { admin: true } } })).toMatchObject({ ok: false })
    expect(seen).toEqual([])
    expect('admin' in {}).toBe(false)
  })
})

describe('what comes out', () => {
  it('nobody gets more than the table promises', async () => {
    const user = {
      name: 'anna',
      mayChangePassword: true,
      mustChangePassword: false,
      internal: false,
      lastChange: null,
      groups: [],
      hash: 'f00d',
    }
    const { api } = build({ handlers: { 'users.list': () => ({ users: [user], salt: 'beef' }) } })
    const { hash: _, ...promised } = user
    expect(await api.call('users.list', { database: 'd' })).toEqual({ users: [promised] })
  })

  it('an answer of the wrong shape is an internal failure, logged by its places', async () => {
    const { ask, lines } = build({ handlers: { 'users.list': () => ({ users: [{ name: PASSWORD }] }) as never } })
    expect(await ask('users.list', { database: 'd' })).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(lines[0]?.line.at).toContain('users.0.mayChangePassword')
    expect(JSON.stringify(lines)).not.toContain(PASSWORD)
  })

  it('a failure of the user’s world passes with its declared details only', async () => {
    const { ask } = build({
      handlers: {
        'users.add': () => {
          throw new AppError('already-exists', { subject: 'user', name: 'anna', password: PASSWORD })
        },
      },
    })
    expect(await ask('users.add', { database: 'd', name: 'anna', password: PASSWORD })).toEqual({
      ok: false,
      error: { code: 'already-exists', details: { subject: 'user', name: 'anna' } },
    })
  })

  it('a password in the message of an unexpected failure neither leaves nor reaches the log', async () => {
    const { ask, lines } = build({
      handlers: {
        'users.add': (input) => {
          const cause = new Error(`cannot hash ${input.password}\n    at ${input.password} (/secret.ts:1:2)`)
          cause.name = input.password
          throw new Error(`${input.password} is odd`, { cause })
        },
      },
    })
    const reply = await ask('users.add', { database: 'd', name: 'anna', password: PASSWORD })
    const reference = !reply.ok && reply.error.details['reference']
    expect(reply).toEqual({ ok: false, error: { code: 'internal', details: { reference } } })
    expect(reference).toMatch(/^[0-9a-f]{8}$/)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({
      level: 'error',
      line: { method: 'users.add', peer: 'page-1', outcome: `internal ${String(reference)}` },
    })
    // Where it happened can be found, for the failure and for its cause.
    expect(lines[0]?.line.fault?.at[0]).toContain('dispatch.test.ts')
    expect(lines[0]?.line.fault?.cause?.at[0]).toContain('dispatch.test.ts')
    expect(JSON.stringify([reply, lines])).not.toContain(PASSWORD)
    expect(JSON.stringify([reply, lines])).not.toContain('anna')
  })

  it('whatever is thrown, even no error at all, comes out as an internal failure', async () => {
    for (const thrown of [PASSWORD, undefined, null, 42, { code: 'not-found', details: { name: PASSWORD } }]) {
      const { ask, lines } = build({
        handlers: {
          'databases.list': () => {
            throw thrown
          },
        },
      })
      expect(await ask('databases.list')).toMatchObject({ ok: false, error: { code: 'internal' } })
      expect(JSON.stringify(lines)).not.toContain(PASSWORD)
    }
  })

  it('the log says who asked what, how it ended and how long it took, and nothing else', async () => {
    let time = 0
    const { ask, lines } = build({
      now: () => (time += 12.6),
      handlers: { 'users.verify': () => ({ mustChangePassword: false }) },
    })
    await ask('users.verify', { database: 'd', name: 'anna', password: PASSWORD })
    expect(lines).toEqual([
      { level: 'info', line: { method: 'users.verify', peer: 'page-1', outcome: 'ok', milliseconds: 13 } },
    ])
  })
})

describe('long work', () => {
  it('is cancelled by its name, and only by the peer whose work it is', async () => {
    const { begun, handler } = untilStopped()
    const { ask, dispatch } = build({ handlers: { 'users.import': handler } })
    const importing = ask('users.import', importOf('w1'))
    await begun
    const cancel = (id: string, work: string) =>
      dispatch.request({ peer: { id, face: 'browser' }, method: 'work.cancel', input: { work } })
    const unknown = { code: 'not-found', details: { subject: 'work', name: 'w1' } }
    expect(await cancel('page-2', 'w1')).toEqual({ ok: false, error: unknown })
    expect(await cancel('page-1', 'w1')).toEqual({ ok: true, output: {} })
    expect(await importing).toEqual({ ok: false, error: { code: 'cancelled', details: {} } })
    expect(await cancel('page-1', 'w1')).toEqual({ ok: false, error: unknown })
  })

  it('does not start twice under one name', async () => {
    const { begun, handler } = untilStopped()
    const { ask } = build({ handlers: { 'users.import': handler } })
    const first = ask('users.import', importOf('w1'))
    await begun
    expect(await ask('users.import', importOf('w1'))).toMatchObject({ ok: false, error: { code: 'already-exists' } })
    await ask('work.cancel', { work: 'w1' })
    await first
  })

  it('stops when its peer is gone, and so does everything else that peer waits for', async () => {
    const named = untilStopped()
    const { ask, dispatch } = build({ handlers: { 'users.import': named.handler } })
    const asked = [ask('users.import', importOf('w1')), ask('users.import', { ...importOf('x'), work: undefined })]
    await named.begun
    dispatch.leave(peer)
    for (const reply of await Promise.all(asked)) expect(reply).toMatchObject({ error: { code: 'cancelled' } })
  })

  it('of a request whose caller hung up stops, and one that never began does not begin', async () => {
    const { begun, handler } = untilStopped()
    const { ask } = build({ handlers: { 'users.import': handler } })
    const caller = new AbortController()
    const asked = ask('users.import', importOf('w1'), caller.signal)
    await begun
    caller.abort()
    expect(await asked).toMatchObject({ error: { code: 'cancelled' } })
    let began = false
    const other = build({
      handlers: {
        'users.import': () => {
          began = true
          return { added: 1, withoutGroup: [] }
        },
      },
    })
    expect(await other.ask('users.import', importOf('w1'), caller.signal)).toMatchObject({
      error: { code: 'cancelled' },
    })
    expect(began).toBe(false)
  })

  it('that finished although it was cancelled says what it did', async () => {
    const { ask } = build({
      handlers: {
        'users.import': async (_, { signal }) => {
          await ask('work.cancel', { work: 'w1' })
          return { added: signal.aborted ? 1 : 0, withoutGroup: [] }
        },
      },
    })
    expect(await ask('users.import', importOf('w1'))).toEqual({ ok: true, output: { added: 1, withoutGroup: [] } })
  })

  it('reports progress at most every 50 ms, the last step always, and nothing once it has ended', async () => {
    let time = 0
    let late: Context | undefined
    const { ask, events } = build({
      now: () => time,
      handlers: {
        'users.import': (_, context) => {
          late = context
          for (let done = 0; done <= 100; done += 1, time += 10) context.progress(done, 100)
          return { added: 100, withoutGroup: [] }
        },
      },
    })
    const heard: { work: string; done: number; total: number }[] = []
    events.subscribe('work.progress', (payload) => heard.push(payload))
    await ask('users.import', importOf('w1'))
    late?.progress(1, 100)
    expect(heard.map(({ done }) => done)).toEqual(Array.from({ length: 21 }, (_, index) => index * 5))
    expect(heard.at(-1)).toEqual({ work: 'w1', done: 100, total: 100 })
  })

  it('without a name reports to nobody', async () => {
    const { ask, events } = build({
      handlers: {
        'users.import': (_, context) => {
          context.progress(1, 2)
          return { added: 1, withoutGroup: [] }
        },
      },
    })
    let heard = 0
    events.subscribe('work.progress', () => (heard += 1))
    await ask('users.import', { ...importOf('x'), work: undefined })
    expect(heard).toBe(0)
  })
})
