import { describe, expect, it } from 'vitest'
import { AppError } from '../../src/contract/errors'
import { METHODS } from '../../src/contract/names'
import { createDispatch, type LogLine } from '../../src/main/bridge/dispatch'
import { createEvents } from '../../src/main/bridge/events'
import type { Handlers } from '../../src/main/bridge/handler'
import type { Observe } from '../../src/main/bridge/observed'

const PASSWORD = 'Rain over Ulm 7'

type Setting = {
  observe: Observe
  handlers?: Partial<Handlers>
  permitted?: (object: string, right: string) => boolean
}

/** A door with somebody who watches it. */
function build({ observe, handlers = {}, permitted = () => true }: Setting) {
  const lines: LogLine[] = []
  const fail = () => {
    throw new Error('nobody here')
  }
  const absent = Object.fromEntries(METHODS.map((method) => [method, fail]))
  const dispatch = createDispatch({
    handlers: { ...(absent as never as Handlers), ...handlers },
    events: createEvents(fail),
    authorize: async (_, object, right) => {
      if (!permitted(object, right)) throw new AppError('not-permitted', { object, right })
    },
    log: (_, line) => lines.push(line),
    observe,
  })
  const ask = (method: unknown, input: unknown = {}) =>
    dispatch.request({ peer: { id: 'page-1', face: 'browser' }, method, input })
  return { ask, lines }
}

describe('who watches', () => {
  const input = { database: 'd', name: 'anna' }

  /** Notes what began and how it ended, in order. */
  function watching(noted: unknown[]): Observe {
    return ({ method, input }) => {
      noted.push(['began', method, input])
      return (ended) => noted.push(['ended', method, ended])
    }
  }

  it('sees every request of a known method begin and end once, whatever becomes of it', async () => {
    const noted: unknown[] = []
    const { ask } = build({
      observe: watching(noted),
      permitted: (_, right) => right !== 'modify',
      handlers: {
        'users.remove': ({ name }) => {
          noted.push('handled')
          if (name === 'bogdan') throw new AppError('last-administrator', { name })
          if (name === 'chidi') throw new Error('odd')
          return {}
        },
      },
    })
    const seen = async (method: string, given: unknown) => {
      noted.length = 0
      await ask(method, given)
      return [...noted]
    }
    const remove = 'users.remove'
    expect(await seen(remove, input)).toEqual([
      ['began', remove, input],
      'handled',
      ['ended', remove, { outcome: 'ok', input }],
    ])
    for (const [name, outcome] of [
      ['bogdan', 'last-administrator'],
      ['chidi', 'internal'],
    ] as const) {
      expect((await seen(remove, { ...input, name }))[2]).toEqual([
        'ended',
        remove,
        { outcome, input: { ...input, name } },
      ])
    }
    expect((await seen(remove, { name: 5 }))[1]).toEqual([
      'ended',
      remove,
      { outcome: 'invalid-input', input: undefined },
    ])
    const rename = { database: 'd', name: 'a', to: 'b' }
    expect((await seen('groups.rename', rename))[1]).toEqual([
      'ended',
      'groups.rename',
      { outcome: 'not-permitted', input: rename },
    ])
    expect((await seen('groups.rename', { x: PASSWORD }))[1]).toEqual([
      'ended',
      'groups.rename',
      { outcome: 'not-permitted', input: undefined },
    ])
    expect(await seen('constructor', {})).toEqual([])
  })

  it('hears how it ended before the answer goes out', async () => {
    let ended = false
    const { ask } = build({ observe: () => () => (ended = true), handlers: { 'users.remove': () => ({}) } })
    const reply = ask('users.remove', input).then((reply) => ({ reply, ended }))
    expect(await reply).toEqual({ reply: { ok: true, output: {} }, ended: true })
  })

  it('harms no request by failing, and is told of in the log without what it said', async () => {
    const fail = () => {
      throw new Error(PASSWORD)
    }
    for (const observe of [fail, () => fail] as Observe[]) {
      const { ask, lines } = build({ observe, handlers: { 'users.remove': () => ({}) } })
      expect(await ask('users.remove', input)).toEqual({ ok: true, output: {} })
      expect(lines.map(({ outcome }) => outcome).toSorted()).toEqual(['not observed', 'ok'])
      expect(JSON.stringify(lines)).not.toContain(PASSWORD)
    }
  })

  it('and is not interested costs a refused request no second look at its input', async () => {
    const { ask } = build({ observe: () => undefined, permitted: () => false })
    let looked = 0
    const trap = new Proxy(input, { get: (...place) => (looked++, Reflect.get(...place)) })
    await ask('users.remove', trap)
    expect(looked).toBe(0)
  })
})
