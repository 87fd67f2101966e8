import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Transport } from '../../src/contract/client'
import { CONTRACT, type MethodInput } from '../../src/contract/contract'
import type { ErrorCode } from '../../src/contract/errors'
import { METHODS, type MethodName } from '../../src/contract/names'
import { STATION } from '../../src/contract/stationId'
import { directTransport } from '../../src/main/bridge/dispatch'
import { compose, type Program } from '../../src/main/compose'
import { readConfig } from '../../src/main/config'
import { startTestController, type TestController } from '../support/controller'
import { opcuaWorkerFile } from '../support/opcuaWorker'

const PASSWORD = 'Rain over Ulm 7'

type World = { database: string; folder: string; elsewhere: string }
/** One ordinary use of a method on a fresh copy of the sample; `refused` where the command line has no such thing. */
type Use<M extends MethodName> = {
  input: (world: World) => MethodInput<M> | Promise<MethodInput<M>>
  refused?: ErrorCode
}

let home: string
let controller: TestController
let program: Program
let transport: Transport

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'keyswitch-methods-'))
  controller = await startTestController({ children: 5, depth: 1 })
  const config = readConfig({ KEYSWITCH_STATE_DIR: join(home, 'state'), KEYSWITCH_LOG_LEVEL: 'silent' })
  program = await compose({ config: { ...config, home, opcuaWorkerFile: await opcuaWorkerFile() } })
  transport = directTransport(program, { id: 'test', face: 'command-line' })
})
afterAll(async () => {
  await program.close()
  await controller.close()
  await rm(home, { recursive: true, force: true })
})

const USES: { [M in MethodName]: Use<M> } = {
  'app.about': { input: () => ({}) },
  'app.leave': { input: () => ({}), refused: 'not-available' },
  'settings.read': { input: () => ({}) },
  'settings.change': { input: () => ({ language: 'de', theme: 'dark' }) },
  'recent.forget': { input: ({ folder }) => ({ folder }) },
  'folders.complete': { input: () => ({ text: home }) },
  'folders.pick': { input: () => ({}), refused: 'not-available' },
  'work.cancel': { input: () => ({ work: 'nothing of the kind' }), refused: 'not-found' },
  'databases.list': { input: () => ({}) },
  'databases.open': { input: ({ folder }) => ({ folder }) },
  'databases.openSample': { input: () => ({}) },
  'databases.create': {
    input: ({ elsewhere }) => ({ folder: elsewhere, administrator: { name: 'erin', password: PASSWORD } }),
  },
  'databases.state': { input: ({ database }) => ({ database }) },
  'databases.close': { input: ({ database }) => ({ database, discard: true }) },
  'databases.save': { input: edited },
  'databases.saveCopy': { input: ({ database, elsewhere }) => ({ database, folder: elsewhere }) },
  'databases.reload': { input: ({ database }) => ({ database }) },
  'databases.undo': { input: edited },
  'databases.redo': {
    input: async (world) => {
      const one = await edited(world)
      await done('databases.undo', one)
      return one
    },
  },
  'databases.changes': { input: async (world) => ({ ...(await edited(world)), of: 'edits' }) },
  'databases.check': { input: ({ database }) => ({ database }) },
  'databases.explain': { input: ({ database }) => ({ database, user: 'dörte' }) },
  'users.list': { input: ({ database }) => ({ database }) },
  'users.add': { input: ({ database }) => ({ database, name: 'erin', password: PASSWORD, group: 'Watch' }) },
  'users.change': { input: ({ database }) => ({ database, name: 'anna', to: 'anne', groups: ['Service'] }) },
  'users.setPassword': { input: ({ database }) => ({ database, name: 'anna', password: PASSWORD }) },
  'users.setGroups': { input: ({ database }) => ({ database, name: ['anna', 'chidi'], groups: ['Watch'] }) },
  'users.remove': { input: ({ database }) => ({ database, name: ['anna', 'chidi'] }) },
  'users.import': {
    input: async ({ database, elsewhere }) => ({
      database: await created(elsewhere),
      from: database,
      users: [{ name: 'chidi', password: PASSWORD }],
    }),
  },
  'users.verify': { input: ({ database }) => ({ database, name: 'anna', password: 'Filling-line 1' }) },
  'groups.list': { input: ({ database }) => ({ database }) },
  'groups.add': { input: ({ database }) => ({ database, name: 'Guests' }) },
  'groups.rename': { input: ({ database }) => ({ database, name: 'Watch', to: 'Visitors' }) },
  'groups.remove': { input: ({ database }) => ({ database, name: 'Watch' }) },
  'groups.addMember': { input: ({ database }) => ({ database, group: 'Watch', user: 'anna' }) },
  'groups.removeMember': { input: ({ database }) => ({ database, group: 'Service', member: 'Night shift' }) },
  'groups.changeMembers': {
    input: ({ database }) => ({
      database,
      join: [{ group: 'Watch', user: 'anna' }],
      leave: [{ group: 'Service', member: 'Night shift' }],
    }),
  },
  'groups.import': {
    input: async ({ database, elsewhere }) => ({
      database: await created(elsewhere),
      from: database,
      groups: ['Night shift', 'OEM R&D'],
      rights: true,
    }),
  },
  'objects.list': { input: ({ database }) => ({ database }) },
  'objects.add': { input: ({ database }) => ({ database, name: 'Device.PlcLogic.Capper' }) },
  'objects.remove': { input: ({ database }) => ({ database, name: 'Device.PlcLogic.Filler' }) },
  'rights.set': {
    input: ({ database }) => ({
      database,
      object: ['Device.PlcLogic', 'Device.Logger'],
      group: 'Service',
      right: ['view', 'execute'],
      state: 'grant',
      below: true,
    }),
  },
  'rights.byObject': { input: ({ database }) => ({ database, objects: ['Device', 'Device.PlcLogic'] }) },
  'rights.matrix': { input: ({ database }) => ({ database, right: 'view', objects: ['Device', 'Device.Logger'] }) },
  'rights.person': { input: ({ database }) => ({ database, user: 'anna' }) },
  'rights.why': {
    input: ({ database }) => ({ database, subject: 'user', name: 'anna', object: 'Device.PlcLogic', right: 'modify' }),
  },
  'daemon.state': { input: () => ({}) },
  'sessions.list': {
    input: async () => {
      await session()
      return {}
    },
  },
  'sessions.endpoints': { input: () => ({ endpointUrl: controller.endpointUrl }) },
  'sessions.open': {
    input: () => ({ endpointUrl: controller.endpointUrl, security: NONE, user: { is: 'anonymous' } }),
  },
  'sessions.remembered': { input: () => ({ endpointUrl: controller.endpointUrl }) },
  'sessions.close': { input: async () => ({ ...(await session()), force: true }) },
  'sessions.browse': { input: async () => ({ ...(await session()), node: 'i=85' }) },
  'sessions.read': { input: async () => ({ ...(await session()), node: 'i=2258' }) },
  'sessions.watch': { input: async () => ({ ...(await session()), nodes: ['i=2258', 'ns=2;s=nowhere'] }) },
  'sessions.unwatch': {
    input: async () => {
      const watching = await done('sessions.watch', { ...(await session()), nodes: ['i=2258'] })
      return { watch: (watching as { watch: string }).watch }
    },
  },
  'certificates.list': {
    input: async () => {
      await certificate()
      return {}
    },
  },
  'certificates.trust': { input: certificate },
  'certificates.reject': { input: certificate },
  'certificates.forget': { input: certificate },
  'login.begin': { input: () => ({ types: ['asymmetric'] }) },
  'login.finish': {
    input: () => ({ login: 'never begun', type: 'asymmetric', user: 'anna', answer: {} }),
    refused: 'login-failed',
  },
  'login.end': { input: () => ({}) },
  'login.whoami': { input: () => ({}) },
  'login.active': { input: () => ({}) },
  'login.changePassword': {
    input: async () => {
      await setUp()
      return { current: PASSWORD, password: 'Snow over Ulm 8' }
    },
  },
  'login.setUp': {
    input: async () => {
      await setUp()
      return { name: 'ben', password: PASSWORD }
    },
    refused: 'not-permitted',
  },
  'security.read': { input: () => ({}) },
  'security.change': { input: () => ({ editTimeout: 600, loginLock: { attempts: 7, seconds: 60 } }) },
  'sync.differences': { input: station },
  'sync.on': { input: station },
  'sync.off': { input: station },
  'sync.download': { input: station },
  'audit.list': { input: () => ({ filter: 'anna', limit: 10 }) },
  'audit.verify': { input: () => ({}) },
  'audit.export': { input: () => ({}) },
  'exports.write': {
    input: ({ database, elsewhere }) => ({
      database,
      file: `${elsewhere}.kusers`,
      what: { is: 'kusers', parts: ['users', 'groups', 'rights', 'settings'], passphrase: PASSWORD },
    }),
  },
  'imports.read': { input: ({ database, folder }) => ({ database, file: folder }) },
  'imports.problems': { input: taken },
  'imports.differences': { input: async (world) => ({ ...(await taken(world)), mode: 'replace' }) },
  'imports.apply': { input: async (world) => ({ ...(await taken(world)), mode: 'merge' }) },
  'imports.close': { input: taken },
  'apply.plan': {
    input: async ({ database, elsewhere }) => {
      await created(elsewhere)
      return { database, folders: [elsewhere, `${elsewhere}-nowhere`] }
    },
  },
  'apply.differences': { input: async (world) => ({ ...(await planned(world)), folder: world.elsewhere }) },
  'apply.run': { input: planned },
  'apply.runs': {
    input: async (world) => {
      await ran(world)
      return {}
    },
  },
  'apply.undo': { input: ran },
  'desktop.state': { input: () => ({}) },
  'desktop.change': { input: () => ({ staysInTray: true }), refused: 'not-available' },
  'app.toOpen': { input: () => ({}) },
  'files.pick': { input: () => ({ to: 'open', endings: ['kusers'] }), refused: 'not-available' },
  'folders.databases': { input: () => ({ folder: home }) },
  // Nobody else is let in here that could be sent away.
  'daemon.pause': { input: () => ({}), refused: 'not-available' },
  'daemon.resume': { input: () => ({}) },
  'vault.state': { input: () => ({}) },
  'vault.check': { input: () => ({}) },
  'vault.forget': { input: () => ({ entry: 'nothing of the kind' }), refused: 'not-found' },
}

/** A file that was read, to be taken over. */
async function taken(world: World): Promise<{ import: string }> {
  const { database, folder } = await edited(world).then(() => world)
  const read = await done('imports.read', { database, file: folder })
  return { import: (read as { import: string }).import }
}

/** The sample, planned for a new database. */
async function planned({ database, elsewhere }: World): Promise<{ plan: string }> {
  await created(elsewhere)
  const { plan } = (await done('apply.plan', { database, folders: [elsewhere] })) as { plan: string }
  return { plan }
}

async function ran(world: World): Promise<{ run: string }> {
  const { run } = (await done('apply.run', await planned(world))) as { run: string }
  return { run }
}

/** This computer’s own user management, with the peer that asks here as its first administrator. */
async function setUp(): Promise<void> {
  const { activation } = (await done('login.whoami', {})) as { activation: string }
  if (activation === 'deactivated') await done('login.setUp', { name: 'anna', password: PASSWORD })
}

async function station(): Promise<{ database: string }> {
  await setUp()
  return { database: STATION }
}

test.each(METHODS)('%s does what its row says, and answers in its form', async (method) => {
  const { database } = await opened()
  const { folder } = (await done('databases.state', { database })) as { folder: string }
  const elsewhere = join(home, `elsewhere-${database}`)
  try {
    const use: Use<MethodName> = USES[method]
    const input = await use.input({ database, folder, elsewhere })
    const reply = await transport.request(method, input)
    if (use.refused) expect(reply).toMatchObject({ ok: false, error: { code: use.refused } })
    else {
      expect(reply).toMatchObject({ ok: true })
      // Dispatch has parsed the answer; that it is a whole one is seen by parsing it again.
      if (reply.ok) expect(CONTRACT[method].output.parse(reply.output)).toEqual(reply.output)
    }
  } finally {
    const { databases } = (await done('databases.list', {})) as { databases: World[] }
    for (const one of databases) await done('databases.close', { database: one.database, discard: true })
  }
})

const NONE = { policy: 'None', mode: 'none' } as const

/** One without security, opened for this. */
async function session(): Promise<{ session: string }> {
  const opened = await done('sessions.open', {
    endpointUrl: controller.endpointUrl,
    security: NONE,
    user: { is: 'anonymous' },
  })
  return { session: (opened as { session: string }).session }
}

/** The controller's, seen when a page was refused because nobody trusts it yet. */
async function certificate(): Promise<{ fingerprint: string }> {
  const refused = await transport.request('sessions.open', {
    endpointUrl: controller.endpointUrl,
    security: { policy: 'Basic256Sha256', mode: 'sign-and-encrypt' },
    user: { is: 'anonymous' },
  })
  const { certificates } = (await done('certificates.list', {})) as { certificates: { fingerprint: string }[] }
  const [seen] = certificates
  if (!seen) throw new Error(`no certificate was seen: ${JSON.stringify(refused)}`)
  return { fingerprint: seen.fingerprint }
}

async function opened(): Promise<{ database: string }> {
  return (await done('databases.openSample', {})) as { database: string }
}

async function created(folder: string): Promise<string> {
  return ((await done('databases.create', { folder })) as { database: string }).database
}

/** A database with one edit. */
async function edited({ database }: World): Promise<{ database: string }> {
  await done('groups.add', { database, name: 'Guests' })
  return { database }
}

async function done(method: MethodName, input: unknown): Promise<unknown> {
  const reply = await transport.request(method, input)
  if (!reply.ok) throw new Error(`${method}: ${JSON.stringify(reply.error)}`)
  return reply.output
}
