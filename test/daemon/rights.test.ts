import { expect, it } from 'vitest'
import { EVENTS, METHODS } from '../../src/contract/names'
import { MODULE_METHODS, QUERY_METHODS } from '../../src/main/sessions/methods'
import { SESSION } from './fakeSessions'
import { openClient, TOKEN } from './stage'
import { startUserStage, type UserStage } from './userStage'

/**
 * Who may do what over the socket, written down from session-daemon 8 and not from the code: N nobody logged in, S somebody
 * in no group, V a viewer of everything, O an operator (View and Execute on sessions, Modify on writing, Execute on
 * calling), A an administrator.
 */
const PEERS = ['N', 'S', 'V', 'O', 'A'] as const
const EVERYBODY = 'NSVOA'
const LOGGED_IN = 'SVOA'
const SESSION_VIEWERS = 'VOA'
const VIEWERS = 'VA'
const OPERATORS = 'OA'
const ADMINISTRATORS = 'A'

const words = (text: string) => text.trim().split(/\s+/)
const each = (names: string, who: string) => words(names).map((name) => [name, who] as const)

const QUERIES = new Map([
  ...each(
    `getEndpoints browse browseWithContinuation browseNext browseAll browseRecursive translateBrowsePaths resolveNodeId
     read readMulti createSubscription createMonitoredItems createEventMonitoredItem deleteMonitoredItems
     deleteSubscription publish transferSubscriptions republish historyReadRaw historyReadProcessed historyReadAtTime
     isConnected getConnectionState reconnect getTimeout getAutoRetry getBatchSize getDefaultBrowseMaxDepth
     getServerMaxNodesPerRead getServerMaxNodesPerWrite discoverDataTypes invalidateCache flushCache
     modifyMonitoredItems setTriggering getTrustStore getTrustPolicy getEventDispatcher getLogger`,
    SESSION_VIEWERS,
  ),
  ...each('write writeMulti call', OPERATORS),
  ...each('trustCertificate untrustCertificate', ADMINISTRATORS),
])

const INVOKES = new Map([
  ...each('addNodes deleteNodes addReferences deleteReferences', ADMINISTRATORS),
  ...each(
    `getServerProductName getServerManufacturerName getServerSoftwareVersion getServerBuildNumber getServerBuildDate
     getServerBuildInfo getEndpoints browse browseWithContinuation browseNext browseAll browseRecursive
     translateBrowsePaths resolveNodeId read readMulti historyReadRaw historyReadProcessed historyReadAtTime
     discoverDataTypes`,
    SESSION_VIEWERS,
  ),
  ...each('write writeMulti call', OPERATORS),
])

const CALLS = new Map([
  ...each(`login.begin login.finish login.end login.whoami login.active login.changePassword login.setUp`, EVERYBODY),
  ...each('app.about app.leave app.toOpen desktop.state settings.read work.cancel', LOGGED_IN),
  ...each('settings.change recent.forget desktop.change', VIEWERS),
  ...each(
    `folders.complete folders.pick databases.list databases.open databases.openSample databases.state databases.close
     databases.reload databases.changes databases.check databases.explain users.list users.verify groups.list
     objects.list rights.byObject rights.matrix rights.person rights.why security.read sync.differences sync.on sync.off
     audit.list audit.verify audit.export files.pick folders.databases imports.read imports.problems
     imports.differences imports.close apply.plan apply.differences apply.runs`,
    VIEWERS,
  ),
  ...each(
    `databases.create databases.save databases.saveCopy databases.undo databases.redo users.add users.change
     users.setPassword users.setGroups users.remove users.import groups.add groups.rename groups.remove groups.addMember
     groups.removeMember groups.changeMembers groups.import objects.add objects.remove rights.set security.change
     sync.download exports.write imports.apply apply.run apply.undo`,
    ADMINISTRATORS,
  ),
  ...each(
    `daemon.state sessions.list sessions.endpoints sessions.browse sessions.read sessions.watch sessions.unwatch
     sessions.remembered certificates.list vault.state`,
    SESSION_VIEWERS,
  ),
  ...each('sessions.open sessions.close', OPERATORS),
  ...each(
    `certificates.trust certificates.reject certificates.forget daemon.pause daemon.resume vault.check vault.forget`,
    ADMINISTRATORS,
  ),
])

const TOPICS = new Map([
  ...each('daemon.changed sessions.changed sessions.values certificates.changed vault.changed', SESSION_VIEWERS),
  ...each(
    'databases.changed places.changed settings.changed work.progress app.leaving security.changed audit.changed desktop.changed',
    VIEWERS,
  ),
  ...each('login.changed app.toOpen', LOGGED_IN),
])

const COMMANDS: readonly (readonly [string, object, string])[] = [
  ['ping', {}, EVERYBODY],
  ['loginBegin', { types: ['asymmetric'] }, EVERYBODY],
  ['login', {}, EVERYBODY],
  ['whoami', {}, EVERYBODY],
  ['list', {}, SESSION_VIEWERS],
  ['describe', { sessionId: SESSION }, SESSION_VIEWERS],
  ['metrics', {}, SESSION_VIEWERS],
  ['open', { endpointUrl: 'opc.tcp://x', config: {} }, OPERATORS],
  ['close', { sessionId: SESSION }, OPERATORS],
  ['close', { sessionId: SESSION, force: true }, OPERATORS],
  ['subscribe', { sessionId: SESSION, items: [{ nodeId: 'i=1' }] }, SESSION_VIEWERS],
  ['unsubscribe', { subscription: '1' }, LOGGED_IN],
  ['logout', {}, EVERYBODY],
]

type Ask = (frame: object) => Promise<Record<string, unknown>>
/** One request on a connection of its own as each of them. */
async function asks(stage: UserStage): Promise<Record<(typeof PEERS)[number], Ask>> {
  const as = async (user: string): Promise<Ask> => {
    const { loginToken } = await stage.logIn(user)
    return (frame) => ask(stage, { ...frame, user, loginToken })
  }
  return {
    N: (frame) => ask(stage, frame),
    S: await as('stranger'),
    V: await as('viewer'),
    O: await as('operator'),
    A: await as('admin'),
  }
}

async function ask(stage: UserStage, frame: object): Promise<Record<string, unknown>> {
  const client = await openClient(stage.where)
  client.send({ authToken: TOKEN, ...frame })
  const reply = await client.reply()
  client.socket.destroy()
  return reply
}

const typeOf = (reply: Record<string, unknown>) =>
  reply['success'] === true ? 'ok' : (reply['error'] as { type: string }).type

/** Whom a frame is let through for; the others are told that it is their rights. */
async function allowed(peers: Record<(typeof PEERS)[number], Ask>, frame: object): Promise<string> {
  let through = ''
  for (const peer of PEERS) if (typeOf(await peers[peer](frame)) !== 'access_denied') through += peer
  return through
}

it('every command is for those whom the table names, and everybody else is denied', async () => {
  const stage = await startUserStage()
  const seen: (readonly [string, object, string])[] = []
  for (const [command, fields] of COMMANDS) {
    // Logging out ends the login it is asked with, so each command gets fresh ones.
    const peers = await asks(stage)
    const id = command.includes('subscribe') ? { id: 1 } : {}
    seen.push([command, fields, await allowed(peers, { command, ...fields, ...id })])
  }
  expect(seen).toEqual(COMMANDS)
})

const UNKNOWN = 'f'.repeat(32)

/** The table as it is lived, name by name; `frame` makes the request, `through` what it is answered where it is let through. */
async function walk(
  names: Iterable<string>,
  frame: (name: string) => object,
  through: (reply: Record<string, unknown>) => boolean,
): Promise<Map<string, string>> {
  const stage = await startUserStage()
  const peers = await asks(stage)
  const seen = new Map<string, string>()
  for (const name of names) {
    let who = ''
    for (const peer of PEERS) {
      const reply = await peers[peer](frame(name))
      const isThrough = through(reply)
      // Nothing in between: whoever is not let through is told that it is their rights.
      if (!isThrough && typeOf(reply) !== 'access_denied')
        throw new Error(`${name} as ${peer}: ${JSON.stringify(reply)}`)
      if (isThrough) who += peer
    }
    seen.set(name, who)
  }
  return seen
}

it('all 44 methods of query are for those whom the table names', async () => {
  expect([...QUERIES.keys()].toSorted()).toEqual(Object.keys(QUERY_METHODS).toSorted())
  expect(QUERIES.size).toBe(44)
  const query = (method: string) => ({ command: 'query', sessionId: SESSION, method, params: [] })
  expect(await walk(QUERIES.keys(), query, (reply) => reply['success'] === true)).toEqual(QUERIES)
})

it('rights come before the session is looked up and before other arguments', async () => {
  const notFound = (reply: Record<string, unknown>) => typeOf(reply) === 'session_not_found'
  const query = (method: string) => ({ command: 'query', sessionId: UNKNOWN, method, params: [] })
  expect(await walk(QUERIES.keys(), query, notFound)).toEqual(QUERIES)
  const invoke = (method: string) => ({ command: 'invoke', sessionId: UNKNOWN, method, args: [] })
  expect(await walk(INVOKES.keys(), invoke, notFound)).toEqual(INVOKES)
  const wrong = (reply: Record<string, unknown>) => typeOf(reply) === 'invalid_argument'
  const unfit = (method: string) => ({ command: 'query', sessionId: 5, method, params: {} })
  expect(await walk(QUERIES.keys(), unfit, wrong)).toEqual(QUERIES)
})

it('everything that invoke reaches is for those whom the table names', async () => {
  expect([...INVOKES.keys()]).toEqual(expect.arrayContaining(Object.keys(MODULE_METHODS)))
  const invoke = (method: string) => ({ command: 'invoke', sessionId: SESSION, method, args: [] })
  expect(await walk(INVOKES.keys(), invoke, (reply) => reply['success'] === true)).toEqual(INVOKES)
  const others = [...QUERIES.keys()].filter((name) => !INVOKES.has(name))
  const unknown = (reply: Record<string, unknown>) => typeOf(reply) === 'unknown_method'
  expect(new Set((await walk(others, invoke, unknown)).values())).toEqual(new Set([EVERYBODY]))
})

it('every method of the contract is for those whom the table names', async () => {
  expect([...CALLS.keys()].toSorted()).toEqual(METHODS.toSorted())
  const call = (method: string) => ({ command: 'call', method, input: { 'no such field': 1 } })
  // Who is let through is told that this is no input: nothing was done.
  expect(await walk(CALLS.keys(), call, (reply) => typeOf(reply) === 'invalid_argument')).toEqual(CALLS)
})

it('every event is for those who may look at what it is about', async () => {
  expect([...TOPICS.keys()].toSorted()).toEqual(EVENTS.toSorted())
  const subscribe = (topic: string) => ({ id: 1, command: 'subscribe', topic })
  expect(await walk(TOPICS.keys(), subscribe, (reply) => reply['success'] === true)).toEqual(TOPICS)
})

it('what is on no list is refused as such, whoever asks', async () => {
  const stage = await startUserStage()
  const peers = await asks(stage)
  for (const peer of PEERS) {
    expect(typeOf(await peers[peer]({ command: 'no such command' }))).toBe('unknown_command')
    expect(typeOf(await peers[peer]({ command: 'query', method: 'connect', sessionId: SESSION }))).toBe(
      'forbidden_method',
    )
    expect(typeOf(await peers[peer]({ command: 'invoke', method: 'connect', sessionId: SESSION }))).toBe(
      'unknown_method',
    )
  }
  const call = { command: 'call', method: 'no.such' }
  expect(typeOf(await peers.N(call))).toBe('access_denied')
  expect(typeOf(await peers.V(call))).toBe('unknown_method')
})

it('a user who must change the password may do nothing else', async () => {
  const stage = await startUserStage()
  const { is, loginToken } = await stage.logIn('new')
  expect(is).toBe('change-password')
  const asNew = (frame: object) => stage.ask({ ...frame, user: 'new', loginToken })
  for (const command of ['list', 'metrics', 'open', 'describe']) {
    expect(await asNew({ command })).toMatchObject({ error: { type: 'access_denied', code: 'change-password' } })
  }
  const about = { command: 'call', method: 'app.about' }
  expect(await asNew(about)).toMatchObject({ error: { type: 'access_denied', code: 'change-password' } })
  expect(await asNew({ command: 'whoami' })).toMatchObject({
    data: { user: { name: 'new', mustChangePassword: true } },
  })
  const input = { current: 'new-secret-1', password: 'Rain over Ulm 7' }
  expect(await asNew({ command: 'call', method: 'login.changePassword', input })).toMatchObject({ success: true })
  expect(await asNew({ command: 'list' })).toMatchObject({ success: true })
})

it('while nobody need log in, everybody with the token may do everything, whatever login their frames carry', async () => {
  const stage = await startUserStage()
  const gone = { user: 'admin', loginToken: 'of a station that is no more' }
  await stage.deactivate()
  for (const more of [{}, gone]) {
    for (const [command, fields] of COMMANDS) {
      const id = command.includes('subscribe') ? { id: 1 } : {}
      const reply = await ask(stage, { command, ...fields, ...id, ...more })
      expect(typeOf(reply), command).not.toBe('access_denied')
    }
  }
  const whoami = await ask(stage, { command: 'whoami' })
  expect(whoami).toMatchObject({ data: { activation: 'deactivated', user: null } })
})
