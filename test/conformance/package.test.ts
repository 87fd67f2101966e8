import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installPackage, runNode } from '../support/installedPackage'
import { root } from '../support/sources'

/** A project of somebody else's. */
let consumer: string

beforeAll(async () => {
  consumer = mkdtempSync(join(tmpdir(), 'consumer-'))
  await installPackage(consumer)
  write('toyUsers.mjs', TOY)
}, 120_000)

afterAll(() => rmSync(consumer, { recursive: true, force: true }))

describe('the package, as others have it', () => {
  it('names files that are built and that it ships', () => {
    const { exports, files, main, bin } = manifest()
    const offered = Object.values(exports).flatMap((each) => (typeof each === 'string' ? [] : Object.values(each)))
    expect(offered.length).toBe(4)
    for (const path of offered) {
      expect(existsSync(join(consumer, 'node_modules', 'keyswitch', path)), path).toBe(true)
      expect(
        files.some((folder) => path.startsWith(`./${folder}/`)),
        path,
      ).toBe(true)
    }
    for (const path of [main, ...Object.values(bin)]) {
      expect(
        files.some((folder) => path.startsWith(`${folder}/`)),
        path,
      ).toBe(true)
    }
  })

  it('gives what back ends need, and the checks, to Node’s own resolution', async () => {
    write(
      'look.mjs',
      `import * as backEnds from 'keyswitch/back-ends'
       import * as conformance from 'keyswitch/conformance'
       import about from 'keyswitch/package.json' with { type: 'json' }
       console.log(JSON.stringify([Object.keys(backEnds), Object.keys(conformance), about.name]))`,
    )
    const { output } = await runNode(consumer, ['--no-warnings', 'look.mjs'])
    const [backEnds, conformance, name]: [string[], string[], string] = JSON.parse(output)
    expect(name).toBe('keyswitch')
    for (const each of ['AppError', 'decideMasks', 'explainRight', 'fromLegacyUserDb', 'fromLegacyGroupDb']) {
      expect(backEnds).toContain(each)
    }
    const suites = ['groupDbConformance', 'objectDbConformance', 'registered', 'userDbConformance']
    expect(conformance.toSorted()).toEqual(suites)
  })

  it('a toy back end passes on Node’s own test runner', async () => {
    write('toy.test.mjs', suiteOf(''))
    const { code, output } = await runNode(consumer, ['--test', '--test-reporter=tap', 'toy.test.mjs'])
    expect(output).toContain('toys: a removed user is neither listed nor let in')
    expect(output).toMatch(/# pass 2\d\n# fail 0/)
    expect(code).toBe(0)
  })

  it.each([
    [
      'authenticate = async (name) => users.has(name) ? flags(users.get(name)) : undefined',
      'Passwords are compared exactly',
    ],
    [
      'removeUser = async (name) => void users.delete(name)',
      'Removing an unknown user fails with the AppError “not-found”',
    ],
    [
      'addUser = async (name, password, given) => void users.set(name, { password, given })',
      'Adding a user that is there',
    ],
    ['users = async function* () { yield { name: "somebody" } }', 'UserDb.users: mayChangePassword is true or false'],
    ['setCredentials = async () => { throw new Error("not today") }', 'not today'],
  ])('a toy back end with a fault is told what the interface demands: %s', async (fault, sentence) => {
    write('faulty.test.mjs', suiteOf(fault))
    const { code, output } = await runNode(consumer, ['--test', '--test-reporter=tap', 'faulty.test.mjs'])
    expect(code).toBe(1)
    expect(output).toContain(sentence)
  })

  it('has types: a back end that fits compiles, one that does not is refused', async () => {
    const options = {
      module: 'nodenext',
      target: 'es2022',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node'],
    }
    write('tsconfig.json', JSON.stringify({ compilerOptions: options, files: ['fits.ts', 'misfit.ts'] }))
    write(
      'fits.ts',
      `import { AppError, fromLegacyUserDb, type RegisterBackEnd, type UserDb } from 'keyswitch/back-ends'
       import { userDbConformance } from 'keyswitch/conformance'
       const db: UserDb = { authenticate: async () => undefined }
       const register: RegisterBackEnd = (registration, { log }) => { log('here'); return registration.registerUsers(db) }
       userDbConformance({ name: 'none', test: (title, body) => [title, body], make: () => ({ db }), without: ['config'] })
       export { AppError, fromLegacyUserDb, register }`,
    )
    write(
      'misfit.ts',
      `import type { GroupReason, UserDb } from 'keyswitch/back-ends'
       export const db: UserDb = { authenticate: async () => true }
       export const reason: GroupReason = { is: 'maybe' }`,
    )
    const { output } = await runNode(consumer, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', consumer])
    const faults = output.split('\n').filter((line) => line.includes('error TS'))
    expect(faults.map((line) => line.replace(/[(:].*/, ''))).toEqual(['misfit.ts', 'misfit.ts'])
  })
})

const TOY = `import { AppError } from 'keyswitch/back-ends'
const plain = (bytes) => new TextDecoder().decode(bytes)

/** Users in memory with passwords in clear: a toy, and nothing else. */
export function toyUsers(fault = '') {
  let users = new Map()
  const flags = ({ given }) => ({ ...given, internal: false, lastChange: null })
  const need = (name) => {
    if (!users.has(name)) throw new AppError('not-found', { subject: 'user', name })
    return users.get(name)
  }
  const free = (name) => {
    if (users.has(name)) throw new AppError('already-exists', { subject: 'user', name })
  }
  const back = {
    authenticate: async (name, password) => users.get(name)?.password === password ? flags(users.get(name)) : undefined,
    users: async function* () { for (const [name, user] of users) yield { name, ...flags(user) } },
    exportUsers: async () => new TextEncoder().encode(JSON.stringify([...users])),
    importUsers: async (bytes) => { users = new Map(JSON.parse(plain(bytes))) },
    deleteAllUsers: async () => users.clear(),
    addUser: async (name, password, given) => { free(name); users.set(name, { password, given: { ...given } }) },
    changeUser: async (name, { to = name, ...given }) => {
      const user = need(name)
      if (to !== name) free(to)
      const changed = { ...user, given: { ...user.given, ...given } }
      users = new Map([...users].map(([key, old]) => key === name ? [to, changed] : [key, old]))
    },
    removeUser: async (name) => { need(name); users.delete(name) },
    setCredentials: async (name, password) => { need(name).password = password },
  }
  if (fault) new Function('back', 'users', 'flags', 'back.' + fault)(back, users, flags)
  return back
}
`

function suiteOf(fault: string): string {
  return `import { test } from 'node:test'
import { userDbConformance } from 'keyswitch/conformance'
import { toyUsers } from './toyUsers.mjs'
userDbConformance({ name: 'toys', test, make: () => { const back = toyUsers(${JSON.stringify(fault)}); return { db: back, config: back } } })
`
}

type Manifest = {
  exports: Record<string, string | { types: string; default: string }>
  files: string[]
  main: string
  bin: Record<string, string>
}

function manifest(): Manifest {
  return JSON.parse(readFileSync(join(consumer, 'node_modules', 'keyswitch', 'package.json'), 'utf8'))
}

function write(name: string, content: string): void {
  writeFileSync(join(consumer, name), content)
}
