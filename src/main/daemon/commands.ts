import type { Reply } from '../../contract/client'
import { AppError, isErrorCode } from '../../contract/errors'
import { EVENT_OBJECTS } from '../../contract/eventObjects'
import { LOGIN_METHODS } from '../../contract/loginMethods'
import { EVENTS, type EventName } from '../../contract/names'
import { SESSIONS, type Row } from '../../contract/row'
import type { Dispatch } from '../bridge/dispatch'
import { RequestFailure } from '../opcua/requestFailure'
import { isQueryMethod, QUERY_METHODS, type QueryMethod } from '../sessions/methods'
import { invokedMethod } from '../sessions/requests'
import type { Sessions, StreamItem } from '../sessions/sessions'
import type { Caller, Connected } from './caller'
import type { DaemonGate } from './daemonGate'
import { flagField, isObject, listField, objectField, textField, wrong } from './fields'
import type { Frame } from './json'
import { listData } from './list'
import type { Logins } from './logins'
import { echo, Refused } from './reply'

type Need = { object: string; right: Row['right'] }

/** Answers are JSON text of `data`; failures are thrown. */
export type Command = {
  readonly name: string
  /** What the station's user management asks for (session-daemon 8); null where nobody need be logged in. */
  readonly needs: Need | null | ((frame: Frame) => Need | null)
  /** Whether it takes a connection that stays open. */
  readonly multiplexed?: true
  run(frame: Frame, caller: Caller): string | Promise<string>
}

export type Commands = {
  /** Never fails: what is no command is one that refuses. */
  find(frame: Frame): Command
  /** The method decides which right is needed, so one that is on no list is refused first; then come rights, then the rest. */
  run(command: Command, frame: Frame, connected: Connected): string | Promise<string>
}

export type CommandParts = {
  sessions: Sessions
  dispatch: Pick<Dispatch, 'request'>
  logins: Pick<Logins, 'begin' | 'finish'>
  gate: Pick<DaemonGate, 'authorize' | 'mayNow'>
  version: string
  /** Milliseconds since 1970. */
  now: () => number
  metrics: () => string
}

const PROTOCOL = 1
/** Somebody is logged in, or nobody need be. */
const login: Need = { object: 'Device', right: 'none' }
const view: Need = { object: SESSIONS, right: 'view' }
const execute: Need = { object: SESSIONS, right: 'execute' }

const UNKNOWN: Command = {
  name: '(unknown)',
  needs: null,
  run(frame) {
    throw new Refused({ type: 'unknown_command', message: `Unknown command: ${echo(frame['command'])}` })
  },
}

export function createCommands(parts: CommandParts): Commands {
  // A Map, so that `constructor` is no command.
  const byName = new Map<unknown, Command>(Object.entries(table(parts)).map(([name, row]) => [name, { name, ...row }]))
  return {
    find: (frame) => byName.get(frame['command']) ?? UNKNOWN,
    run(command, frame, connected) {
      const needs = typeof command.needs === 'function' ? command.needs(frame) : command.needs
      const caller = connected.actorIn(frame)
      if (needs === null) return command.run(frame, caller)
      const { peer } = caller
      // A login that has ended is missed only where one is needed.
      if (caller.ended && !parts.gate.mayNow(peer, login.object, login.right)) throw new AppError('login-failed')
      const allowed = parts.gate.authorize(peer, needs.object, needs.right)
      return allowed ? allowed.then(() => runAllowed(command, frame, caller)) : runAllowed(command, frame, caller)
    },
  }
}

function runAllowed(command: Command, frame: Frame, caller: Caller): string | Promise<string> {
  if (!command.multiplexed || caller.multiplexed) return command.run(frame, caller)
  throw new RequestFailure('invalid_argument', `${command.name}: only on a connection whose frames have an "id".`)
}

/** Every command of the socket, once (session-daemon 3). */
function table(parts: CommandParts): Record<string, Omit<Command, 'name'>> {
  const { sessions, dispatch, logins, now } = parts
  const about = `,"version":${JSON.stringify(parts.version)},"protocol":${PROTOCOL}}`
  return {
    ping: {
      needs: null,
      run: () => `{"status":"ok","sessions":${sessions.count},"time":${(now() / 1000).toFixed(3)}${about}`,
    },
    list: { needs: view, run: () => listData(sessions.list()) },
    metrics: { needs: view, run: () => parts.metrics() },
    open: {
      needs: execute,
      async run(frame, { holder }) {
        const endpointUrl = textField(frame, 'open', 'endpointUrl')
        const config = objectField(frame, 'open', 'config')
        const forceNew = flagField(frame, 'open', 'forceNew')
        const { sessionId, reused } = await sessions.open(holder, { endpointUrl, config, forceNew })
        return `{"sessionId":${JSON.stringify(sessionId)},"reused":${reused}}`
      },
    },
    close: {
      needs: execute,
      async run(frame, { holder }) {
        const sessionId = textField(frame, 'close', 'sessionId')
        await sessions.close(holder, sessionId, { force: flagField(frame, 'close', 'force') })
        return 'null'
      },
    },
    describe: {
      needs: view,
      run: async (frame) => JSON.stringify(await sessions.describe(textField(frame, 'describe', 'sessionId'))),
    },
    query: {
      needs: (frame) => QUERY_METHODS[queryMethod(frame)],
      run(frame) {
        const parameters = listField(frame, 'query', 'params')
        return sessions.query(textField(frame, 'query', 'sessionId'), queryMethod(frame), parameters)
      },
    },
    invoke: {
      needs: (frame) => invokedMethod(textField(frame, 'invoke', 'method')),
      async run(frame) {
        const values = listField(frame, 'invoke', 'args', 'an array of wire-encoded values')
        const method = textField(frame, 'invoke', 'method')
        const data = await sessions.invoke(textField(frame, 'invoke', 'sessionId'), method, values)
        return `{"data":${data}}`
      },
    },
    loginBegin: {
      needs: null,
      run: async (frame, caller) => dataOf(await logins.begin(given(frame, ['types']), { frame, caller })),
    },
    login: {
      needs: null,
      run: async (frame, caller) => dataOf(await logins.finish(given(frame, LOGIN_FIELDS), { caller })),
    },
    logout: {
      needs: null,
      async run(_, { peer, subscriptions, gone }) {
        const reply = await dispatch.request({ peer, method: 'login.end', input: {}, signal: gone })
        // What only that login was allowed to hear ends before the answer.
        await subscriptions.lookAgain()
        return dataOf(reply)
      },
    },
    whoami: {
      needs: null,
      run: async (_, { peer, gone }) =>
        dataOf(await dispatch.request({ peer, method: 'login.whoami', input: {}, signal: gone })),
    },
    call: {
      // The door checks the rights of each method; that somebody is logged in is asked for here, whatever it is.
      needs: (frame) => (isLoginMethod(frame['method']) ? null : login),
      async run(frame, caller) {
        const method = textField(frame, 'call', 'method')
        const input = frame['input'] ?? {}
        if (method === 'login.begin') return dataOf(await logins.begin(input, { frame, caller }))
        if (method === 'login.finish') return dataOf(await logins.finish(input, { caller }))
        const { peer } = method === 'login.setUp' ? caller.own : caller
        const reply = await dispatch.request({ peer, method, input, signal: caller.gone })
        if (method === 'login.end') await caller.subscriptions.lookAgain()
        return dataOf(reply)
      },
    },
    subscribe: {
      needs: (frame) => (frame['topic'] === undefined ? view : needOf(topicOf(frame))),
      multiplexed: true,
      run(frame, { peer, subscriptions }) {
        if (frame['topic'] !== undefined) {
          const topic = topicOf(frame)
          return subscriptions.hear({ peer, ...needOf(topic) }, topic)
        }
        const sessionId = textField(frame, 'subscribe', 'sessionId')
        const publishingInterval = frame['publishingInterval'] ?? undefined
        if (publishingInterval !== undefined && typeof publishingInterval !== 'number') {
          throw wrong('subscribe', 'publishingInterval', 'a number of milliseconds')
        }
        const options = publishingInterval === undefined ? {} : { publishingInterval }
        return subscriptions.follow({ peer, ...view }, { sessionId, items: itemsOf(frame), options })
      },
    },
    unsubscribe: {
      needs: login,
      multiplexed: true,
      async run(frame, { subscriptions }) {
        await subscriptions.stop(textField(frame, 'unsubscribe', 'subscription'))
        return 'null'
      },
    },
  }
}

/** Decided before a session is looked up, and without touching it (seed 000, 2). */
function queryMethod(frame: Frame): QueryMethod {
  const method = frame['method']
  if (isQueryMethod(method)) return method
  throw new RequestFailure('forbidden_method', `Method not allowed: ${echo(method)}`)
}

/** What a peer needs for hearing of an event. */
function needOf(topic: EventName): Need {
  const object = EVENT_OBJECTS[topic]
  return object === null ? login : { object, right: 'view' }
}

const LOGIN_FIELDS = ['login', 'type', 'user', 'answer', 'again']

/** Fields that stand in the frame itself; the contract says what they must be. Null counts as absent, as PHP sends it. */
function given(frame: Frame, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, frame[name]]).filter(([, value]) => (value ?? null) !== null))
}

/** Own keys only, as everywhere. */
function isLoginMethod(method: unknown): boolean {
  return typeof method === 'string' && Object.hasOwn(LOGIN_METHODS, method)
}

function dataOf(reply: Reply): string {
  if (reply.ok) return JSON.stringify(reply.output)
  const { code, details } = reply.error
  throw isErrorCode(code) ? new AppError(code, details) : new AppError('internal')
}

function topicOf(frame: Frame): EventName {
  const topic = EVENTS.find((event) => event === frame['topic'])
  if (!topic) throw wrong('subscribe', 'topic', `one of ${EVENTS.join(', ')}`)
  return topic
}

function itemsOf(frame: Frame): StreamItem[] {
  const items = listField(frame, 'subscribe', 'items')
  if (items.length === 0) throw wrong('subscribe', 'items', 'an array with at least one item')
  return items.map((item) => {
    if (!isObject(item) || item['nodeId'] === undefined) {
      throw wrong('subscribe', 'items', 'an array of objects with a "nodeId"')
    }
    const { nodeId, attributeId, samplingInterval, queueSize } = item
    return { nodeId, attributeId, samplingInterval, queueSize }
  })
}
