import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto'
import { CONTRACT } from '../../src/contract/contract'
import type { MethodInput, MethodOutput } from '../../src/contract/contract'
import type { Activation } from '../../src/contract/databases'
import { AppError, type ErrorCode } from '../../src/contract/errors'
import type { MethodName } from '../../src/contract/names'
import { fakeProgram, type FakeDatabase, type FakeProgram, type Handlers } from './fakeApi'

export type FakeAccount = {
  password: string
  groups?: string[]
  administrator?: boolean
  mayChangePassword?: boolean
  mustChangePassword?: boolean
}

/** What the fake station knows; tests change it. */
export type FakeDoor = {
  activation: Activation
  accounts: Map<string, FakeAccount>
  /** Who is logged in at this page. */
  user: string | null
  /** The edit time-out has passed. */
  timedOut: boolean
  /** Only these ways to log in are allowed. */
  types: readonly string[]
  /** Methods nobody has the right for. */
  forbidden: Set<MethodName>
  /** Somebody logs in or out elsewhere. */
  become: (user: string | null) => void
}

export type FakeLoginProgram = FakeProgram & { door: FakeDoor }

const NONCE_BYTES = 32
const key = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** A program in memory that lets in whoever has logged in; its passwords travel as in the real one. */
export function fakeLoginProgram(
  given: Partial<Omit<FakeDoor, 'accounts' | 'become'>> & { accounts?: Record<string, FakeAccount> } = {},
  folders: readonly FakeDatabase[] = [],
  open: readonly string[] = [],
  more: Handlers = {},
): FakeLoginProgram {
  let ids = 0
  const door: FakeDoor = {
    activation: 'active',
    user: null,
    timedOut: false,
    types: ['asymmetric'],
    forbidden: new Set(),
    ...given,
    accounts: new Map(Object.entries(given.accounts ?? {}).map(([name, account]) => [name, { ...account }])),
    become(user) {
      door.user = user
      fake.emit('login.changed', {})
    },
  }

  function accountOf(name: string | null): FakeAccount | undefined {
    return name === null ? undefined : door.accounts.get(name)
  }

  const handlers: Handlers = {
    'login.whoami': () => {
      const account = accountOf(door.user)
      return {
        activation: door.activation,
        types: [...door.types],
        user:
          account && door.user !== null
            ? {
                name: door.user,
                groups: account.groups ?? [],
                administrator: account.administrator ?? false,
                mayChangePassword: account.mayChangePassword ?? true,
                mustChangePassword: account.mustChangePassword ?? false,
                reauthenticate: door.timedOut,
              }
            : null,
      }
    },
    'login.begin': ({ types }) => {
      if (door.activation === 'deactivated') return { is: 'deactivated' }
      if (door.activation === 'to-be-set-up') return { is: 'create-first-administrator' }
      const type = types.find((each) => door.types.includes(each))
      if (type === undefined) throw new AppError('login-type-refused', { types })
      ids += 1
      const publicKey = key.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
      const nonce = Buffer.alloc(NONCE_BYTES, ids).toString('base64')
      return { is: 'challenge', login: `l${ids}`, type, challenge: { keyId: 'k', publicKey, nonce, challenge: nonce } }
    },
    'login.finish': ({ type, user = '', answer, again }) => {
      const account = accountOf(user)
      if (again && user !== door.user) throw new AppError('other-user', { name: door.user ?? '' })
      if (!account || (type === 'asymmetric' && account.password !== passwordIn(answer['password'] ?? '')))
        throw new AppError('login-failed')
      door.timedOut = false
      door.become(user)
      return { is: account.mustChangePassword ? 'change-password' : 'ok', user, loginToken: null }
    },
    'login.end': () => {
      door.become(null)
      return {}
    },
    'login.active': () => ({}),
    'login.changePassword': ({ current, password }) => {
      const account = accountOf(door.user)
      if (!account || account.password !== current) throw new AppError('login-failed')
      if (password === current) throw new AppError('password-refused', { missing: ['current'] })
      Object.assign(account, { password, mustChangePassword: false })
      fake.emit('login.changed', {})
      return {}
    },
    'login.setUp': ({ name, password }) => {
      if (door.accounts.size > 0) throw new AppError('not-permitted', { object: 'Device', right: 'none' })
      door.accounts.set(name, { password, groups: ['Administrator'], administrator: true })
      door.activation = 'active'
      door.become(name)
      return { is: 'ok', user: name, loginToken: null }
    },
    ...more,
  }

  function refusal(method: MethodName): { code: ErrorCode; details: Record<string, string> } | undefined {
    const { object, right } = CONTRACT[method]
    if (right === 'none' || door.activation === 'deactivated') return undefined
    const account = accountOf(door.user)
    if (!account || door.forbidden.has(method)) return { code: 'not-permitted', details: { object, right } }
    if (account.mustChangePassword) return { code: 'change-password', details: { name: door.user ?? '' } }
    const configures = right !== 'view' && object.startsWith('Device.UserManagement')
    return door.timedOut && configures ? { code: 'reauthenticate', details: { name: door.user ?? '' } } : undefined
  }

  const fake = fakeProgram(folders, open, handlers)
  const ungated = fake.api
  return Object.assign(fake, {
    door,
    api: {
      ...ungated,
      async call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>> {
        const refused = refusal(method)
        if (!refused) return ungated.call(method, input)
        fake.calls.push({ method, input })
        throw new AppError(refused.code, refused.details)
      },
    },
  })
}

function passwordIn(encrypted: string): string {
  const plain = privateDecrypt(
    { key: key.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
    Buffer.from(encrypted, 'base64'),
  )
  return plain.subarray(NONCE_BYTES).toString()
}
