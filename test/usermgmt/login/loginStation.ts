import { randomBytes, scryptSync } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Api } from '../../../src/contract/client'
import type { LoginStart } from '../../../src/contract/login'
import { logIn } from '../../../src/contract/loginClient'
import { SECURITY_DEFAULTS, type Security } from '../../../src/contract/security'
import { createDatabase } from '../../../src/main/usermgmt/file/createDatabase'
import { createHashing } from '../../../src/main/usermgmt/file/hashing'
import { openFileStore } from '../../../src/main/usermgmt/file/openFileStore'
import { RUNTIME_ENDS } from '../../../src/main/usermgmt/file/textLines'
import {
  credentialText,
  USER_BITS,
  userRow,
  usersBytes,
  type ScryptCost,
} from '../../../src/main/usermgmt/file/userRows'
import { createAsymmetricLogin } from '../../../src/main/usermgmt/login/asymmetric'
import { createLegacyLogin } from '../../../src/main/usermgmt/login/legacy'
import { createX509Login } from '../../../src/main/usermgmt/login/x509'
import { UserManager } from '../../../src/main/usermgmt/manager'
import type { Session } from '../../../src/main/usermgmt/operations'
import { temporaryFolder } from '../../support/temporaryFolder'
import { IN_TIME } from './testCertificate'

/** The password of every user of a login station. */
export const PASSWORD = 'Filling-line 1'

/** Real scrypt, and quick enough for many hundred logins. */
const CHEAP: ScryptCost = { N: 1024, r: 8, p: 1 }

export type LoginStation = Awaited<ReturnType<typeof loginStation>>

/**
 * A user manager over real files with real scrypt at a low cost, the three login types, and a clock and settings that a
 * test turns by hand. Users: anna, bogdan, the internal account runtime, and those asked for.
 */
export async function loginStation({
  security = {},
  users = [],
}: { security?: Partial<Security>; users?: string[] } = {}) {
  const folder = join(await temporaryFolder(), 'station')
  await createDatabase(folder)
  await writeUsers(folder, ['anna', 'bogdan', ...users])
  const world = { now: IN_TIME, security: { ...SECURITY_DEFAULTS, ...security }, noKeys: false }
  const now = () => world.now
  const store = await openFileStore(folder, {
    hashing: createHashing({ concurrency: 4, usual: CHEAP }),
    now,
    random: randomBytes,
  })
  const manager = new UserManager({ settings: () => world.security, now })
  store.registerWith(manager)
  const trusted = join(folder, 'trusted-users')
  await mkdir(join(trusted, 'issuers'), { recursive: true })
  const asymmetric = createAsymmetricLogin({ keyLength: () => world.security.rsaKeyLength, now })
  manager.registerLoginType({
    ...asymmetric,
    available: () => !world.noKeys && (asymmetric.available?.() ?? true),
  })
  manager.registerLoginType(createLegacyLogin())
  manager.registerLoginType(createX509Login({ folder: trusted, now }))
  onTestFinished(async () => {
    asymmetric.close()
    await store.close()
  })
  return { manager, world, trusted }
}

export type Begun = Extract<LoginStart, { is: 'challenge' }>

/** What a login is begun with; fails where there is nothing to log in to. */
export async function begin({ manager }: LoginStation, session: Session, types: readonly string[]): Promise<Begun> {
  const start = await manager.beginLogin(session, types)
  if (start.is !== 'challenge') throw new Error(`nothing to log in to: ${start.is}`)
  return start
}

/** Logs in as pages and the command line do, with their own code. */
export function clientLogIn({ manager }: LoginStation, session: Session, request: Parameters<typeof logIn>[1]) {
  const api: Api = {
    async call(method, input) {
      const given = input as never
      if (method === 'login.begin')
        return (await manager.beginLogin(session, (given as { types: string[] }).types)) as never
      return { ...(await manager.finishLogin(session, given)), loginToken: null } as never
    },
    on: () => () => undefined,
  }
  return logIn(api, request)
}

/** One salt and hash for all: a thousand hashes would take seconds. */
async function writeUsers(folder: string, names: readonly string[]): Promise<void> {
  const salt = '8c6976e5b5410415'
  const hash = scryptSync(PASSWORD, Buffer.from(salt, 'hex'), 64, CHEAP).toString('hex')
  const credential = credentialText({ salt, hash, cost: CHEAP, time: 1 })
  const rows = names.map((name) => userRow({ name, property: USER_BITS.mayChangePassword, credential }))
  const runtime = userRow({ name: 'runtime', property: USER_BITS.internal, credential })
  const bytes = usersBytes([...rows, runtime], RUNTIME_ENDS)
  await writeFile(join(folder, '.UserDatabase.csv'), bytes)
  await writeFile(join(folder, '.UserDatabase.csv_'), bytes)
}
