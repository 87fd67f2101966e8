import { AppError, isErrorCode } from '../../contract/errors'
import { EVENT_OBJECTS } from '../../contract/eventObjects'
import { EVENTS, type EventName } from '../../contract/names'
import type { Row } from '../../contract/row'
import type { Dispatch } from '../bridge/dispatch'
import type { Peer } from '../bridge/handler'
import { RequestFailure } from '../opcua/requestFailure'
import { isQueryMethod, QUERY_METHODS, type QueryMethod } from '../sessions/methods'
import { invokedMethod } from '../sessions/requests'
import type { Holder, Sessions, StreamItem } from '../sessions/sessions'
import type { DaemonGate } from './daemonGate'
import { flagField, isObject, listField, objectField, textField, wrong } from './fields'
import type { Frame } from './json'
import { listData } from './list'
import { echo, Refused } from './reply'
import type { Subscriptions } from './streams'

/** Who sent a frame, as far as commands need to know. */
export type Caller = {
  readonly peer: Peer
  readonly holder: Holder
  /** Whether its frames carry an `id` and it stays open. */
  readonly multiplexed: boolean
  readonly subscriptions: Subscriptions
  /** Fires when the connection is gone. */
  readonly gone: AbortSignal
}

type Need = { object: string; right: Row['right'] }

/** Answers are JSON text of `data`; failures are thrown. */
export type Command = {
  readonly name: string
  /** What the station's user management asks for (session-daemon 8); null where nothing, or where the door checks it. */
  readonly needs: Need | null | ((frame: Frame) => Need)
  /** Whether it takes a connection that stays open. */
  readonly multiplexed?: true
  run(frame: Frame, caller: Caller): string | Promise<string>
}

export type Commands = {
  /** Never fails: what is no command is one that refuses. */
  find(frame: Frame): Command
  run(command: Command, frame: Frame, caller: Caller): string | Promise<string>
}

export type CommandParts = {
  sessions: Sessions
  dispatch: Pick<Dispatch, 'request'>
  gate: Pick<DaemonGate, 'authorize'>
  version: string
  /** Milliseconds since 1970. */
  now: () => number
  metrics: () => string
}

const PROTOCOL = 1
const SESSIONS = 'Device.Sessions'
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
    run(command, frame, caller) {
      if (command.multiplexed && !caller.multiplexed) {
        throw new RequestFailure('invalid_argument', `${command.name}: only on a connection whose frames have an "id".`)
      }
      const needs = typeof command.needs === 'function' ? command.needs(frame) : command.needs
      if (needs === null) return command.run(frame, caller)
      const allowed = parts.gate.authorize(caller.peer, needs.object, needs.right)
      return allowed ? allowed.then(() => command.run(frame, caller)) : command.run(frame, caller)
    },
  }
}

/** Every command of the socket, once (session-daemon 3). */
function table(parts: CommandParts): Record<string, Omit<Command, 'name'>> {
  const { sessions, dispatch, now } = parts
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
    call: {
      // The door checks it for each method.
      needs: null,
      async run(frame, { peer, gone }) {
        const method = textField(frame, 'call', 'method')
        const reply = await dispatch.request({ peer, method, input: frame['input'] ?? {}, signal: gone })
        if (reply.ok) return JSON.stringify(reply.output)
        const { code, details } = reply.error
        throw isErrorCode(code) ? new AppError(code, details) : new AppError('internal')
      },
    },
    subscribe: {
      needs: (frame) => (frame['topic'] === undefined ? view : { object: EVENT_OBJECTS[topicOf(frame)] ?? 'Device', right: 'view' }),
      multiplexed: true,
      run(frame, { subscriptions }) {
        if (frame['topic'] !== undefined) return subscriptions.hear(topicOf(frame))
        const sessionId = textField(frame, 'subscribe', 'sessionId')
        const publishingInterval = frame['publishingInterval'] ?? undefined
        if (publishingInterval !== undefined && typeof publishingInterval !== 'number') {
          throw wrong('subscribe', 'publishingInterval', 'a number of milliseconds')
        }
        const options = publishingInterval === undefined ? {} : { publishingInterval }
        return subscriptions.follow(sessionId, itemsOf(frame), options)
      },
    },
    unsubscribe: {
      needs: null,
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
