import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { LoginResult, LoginStart } from '../../src/contract/login'
import { answerAsymmetric } from '../../src/contract/loginClient'
import { SECURITY_DEFAULTS, type Security } from '../../src/contract/security'
import { createGate } from '../../src/main/station/gate'
import { loginHandlers } from '../../src/main/station/loginHandlers'
import { createAsymmetricLogin } from '../../src/main/usermgmt/login/asymmetric'
import { createX509Login } from '../../src/main/usermgmt/login/x509'
import { UserManager } from '../../src/main/usermgmt/manager'
import { MemoryGroups, MemoryObjects, MemoryUsers } from '../support/memoryBackEnds'
import { IN_TIME } from '../usermgmt/login/testCertificate'
import { startStage, TOKEN, type Client } from './stage'

const VIEW = 1
const MODIFY = 2
const EXECUTE = 4

export const SIBLING_KEY = 'not-a-real-sibling-key'
export const passwordOf = (user: string) => `${user}-secret-1`

export type UserStage = Awaited<ReturnType<typeof startUserStage>>
type StageOptions = NonNullable<Parameters<typeof startStage>[0]>

type Users = {
  users?: readonly string[]
  security?: Partial<Security>
  /** A folder with certificates of users. */
  trusted?: string
}

/**
 * A user management in memory that is active: viewer (View on everything of Device), operator (View and Execute on sessions,
 * Modify on writing; Execute on calling comes from above), admin, stranger (in no group), new (must change the password), viewers asked for.
 */
export function startUserManagement({ users: more = [], security, trusted }: Users = {}) {
  const users = new MemoryUsers()
  for (const name of ['admin', 'viewer', 'operator', 'stranger', 'new', ...more]) {
    users.put(name, { mustChangePassword: name === 'new' })
  }
  const groups = new MemoryGroups()
    .put('Administrator', { users: ['admin'] })
    .put('Viewers', { users: ['viewer', 'new', ...more] })
    .put('Operators', { users: ['operator'] })
  const objects = new MemoryObjects()
    .put('Device', { Viewers: { granted: VIEW } })
    .put('Device.UserManagement')
    .put('Device.UserManagement.Users')
    .put('Device.Sessions', { Operators: { granted: VIEW | EXECUTE } })
    .put('Device.Sessions.Write', { Operators: { granted: MODIFY } })
    .put('Device.Sessions.Call')
    .put('Device.Sessions.NodeManagement')
  const world = { now: IN_TIME, security: { ...SECURITY_DEFAULTS, ...security } }
  const now = () => world.now
  const manager = new UserManager({ settings: () => world.security, now })
  const unregister = manager.registerUsers(users, users)
  manager.registerGroups(groups, groups)
  manager.registerObjects(objects, objects)
  const asymmetric = createAsymmetricLogin({ keyLength: () => 2048, now })
  onTestFinished(() => asymmetric.close())
  manager.registerLoginType(asymmetric)
  if (trusted !== undefined) manager.registerLoginType(createX509Login({ folder: trusted, now }))
  const gate = createGate({ manager, random: randomBytes, now, isSibling: (key) => key === SIBLING_KEY })
  const handlers = loginHandlers({
    manager,
    gate,
    events: { emit: () => {} },
    edit: (_, change) => change(manager),
    settle: () => Promise.resolve(),
    setUp: () => Promise.reject(new Error('set up already')),
  })
  return { world, manager, gate, handlers, unregister }
}

/** A daemon socket whose station is active. */
export async function startUserStage(
  options: Pick<StageOptions, 'handlers' | 'audit' | 'limits' | 'maxConnections'> & Users = {},
) {
  const { world, manager, gate, handlers, unregister } = startUserManagement(options)
  const stage = await startStage({
    ...options,
    gate,
    gone: (peer) => gate.leave(peer),
    handlers: { ...handlers, ...options.handlers },
  })
  const owner = { is: 'owner' } as const
  return {
    ...stage,
    world,
    manager,
    /** As if it had never been set up. */
    async deactivate() {
      unregister()
      gate.changed()
    },
    /** As an administrator at a page would. */
    async change(edit: (manager: UserManager, actor: typeof owner) => Promise<unknown>) {
      await edit(manager, owner)
      gate.changed()
    },
    /** Over two connections, as programs that connect anew for every request do. */
    async logIn(user: string, password = passwordOf(user), more: object = {}): Promise<LoginResult> {
      const begun = await stage.ask({ command: 'loginBegin', types: ['asymmetric'], ...more })
      const answer = await answerTo(begun['data'] as LoginStart, password)
      const reply = await stage.ask({ command: 'login', user, ...answer, ...more })
      if (reply['success'] !== true) throw new Refusal(reply)
      return reply['data'] as LoginResult
    },
  }
}

/** What a login was refused with. */
export class Refusal extends Error {
  readonly reply: Record<string, unknown>
  constructor(reply: Record<string, unknown>) {
    super(JSON.stringify(reply))
    this.reply = reply
  }
}

/** The fields of `login` that answer a challenge. */
export async function answerTo(start: LoginStart | undefined, password: string): Promise<object> {
  if (start?.is !== 'challenge') throw new Error(`no challenge: ${JSON.stringify(start)}`)
  return { login: start.login, type: start.type, answer: await answerAsymmetric(start.challenge, password) }
}

/** A connection that stays, and its requests one after the other; pushes are kept apart. */
export function staying(client: Client) {
  const pushed: Record<string, unknown>[] = []
  let last = 0
  const ask = async (frame: object): Promise<Record<string, unknown>> => {
    const id = (last += 1)
    client.send({ id, authToken: TOKEN, ...frame })
    for (;;) {
      const reply = await client.reply()
      if (reply['id'] === id) return reply
      pushed.push(reply)
    }
  }
  return {
    client,
    ask,
    /** What came unasked before the last reply. */
    pushed,
    async logIn(user: string, password = passwordOf(user), more: object = {}): Promise<Record<string, unknown>> {
      const begun = await ask({ command: 'loginBegin', types: ['asymmetric'], ...more })
      return ask({ command: 'login', user, ...(await answerTo(begun['data'] as LoginStart, password)), ...more })
    },
  }
}
