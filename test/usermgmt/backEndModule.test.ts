import { chmod, lchown, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../src/contract/errors'
import { BackEndRefused, loadBackEnd, type BackEndHost } from '../../src/main/usermgmt/backEndModule'
import { UserManager } from '../../src/main/usermgmt/manager'
import { MemoryUsers } from '../support/memoryBackEnds'
import { temporaryFolder } from '../support/temporaryFolder'
import { owner, refuses } from './fillingLine'

/** Registers one user, anna, and does what `more` says besides. */
const MODULE = (more = '') => `
const properties = { mayChangePassword: false, mustChangePassword: false, internal: false, lastChange: null }
const db = {
  authenticate: async (name, password) => (name === 'anna' && password === 'Filling-line 1' ? { ...properties } : undefined),
  users: async function* () { yield { name: 'anna', ...properties } },
}
export default (registration, host) => {
  registration.registerUsers(db)
  ${more}
}`

async function moduleOf(text: string, name = 'backEnd.mjs'): Promise<string> {
  const folder = await temporaryFolder()
  await chmod(folder, 0o700)
  const file = join(folder, name)
  await writeFile(file, text, { mode: 0o600 })
  return file
}

function hostOf(stateFolder = '/nowhere'): BackEndHost & { lines: string[] } {
  const lines: string[] = []
  return { AppError, stateFolder, lines, log: (message) => void lines.push(message) }
}

/** The one sentence it was refused with. */
async function whyNot(path: string, limit?: number): Promise<string> {
  const manager = new UserManager()
  const failure: unknown = await loadBackEnd(path, manager, hostOf(), limit).then(
    () => 'it was loaded',
    (error: unknown) => error,
  )
  if (!(failure instanceof BackEndRefused)) throw new Error(`not refused as it should be: ${String(failure)}`)
  expect(await manager.activation()).toBe('deactivated')
  expect(failure.message).toMatch(/^The back end [^\n]+\.$/)
  expect(failure.cause).toBeUndefined()
  return failure.message.replace(`The back end ${path} `, '')
}

describe('a manufacturer’s back end', () => {
  it('registers itself when it is loaded, and is gone when it is closed', async () => {
    const manager = new UserManager()
    const host = hostOf(await temporaryFolder())
    const path = await moduleOf(MODULE(`host.log('state in ' + host.stateFolder); return () => host.log('closed')`))
    const backEnd = await loadBackEnd(path, manager, host)
    expect(await manager.activation()).toBe('active')
    expect((await manager.users.list(owner)).map(({ name }) => name)).toEqual(['anna'])
    await manager.openSession({ name: 'anna', password: 'Filling-line 1' })
    await refuses(manager.openSession({ name: 'anna', password: 'wrong' }), 'login-failed')
    expect(host.lines).toEqual([`state in ${host.stateFolder}`])
    await backEnd.close()
    expect(await manager.activation()).toBe('deactivated')
    expect(host.lines.at(-1)).toBe('closed')
  })

  it('gets the registration and nothing else of the manager', async () => {
    const manager = new UserManager()
    const host = hostOf()
    const names = `Object.getOwnPropertyNames(registration), Object.getPrototypeOf(registration) === Object.prototype`
    const backEnd = await loadBackEnd(await moduleOf(MODULE(`host.log([${names}].join())`)), manager, host)
    expect(host.lines).toEqual(['registerUsers,registerGroups,registerObjects,registerLoginType,changed,true'])
    await backEnd.close()
  })

  it('may bring a login type of its own, which is gone with it', async () => {
    const manager = new UserManager()
    manager.registerUsers(new MemoryUsers().put('anna'))
    const type = `{ id: 'badge', begin: async () => ({ texts: { reader: '7' }, state: '7' }),
      finish: async (state, answer) => (answer.badge === state ? { is: 'proved', user: 'anna' } : undefined) }`
    const path = await moduleOf(`export default (registration) => { registration.registerLoginType(${type}) }`)
    const backEnd = await loadBackEnd(path, manager, hostOf())
    const session = manager.connect()
    const logIn = async (badge: string) => {
      const start = await manager.beginLogin(session, ['badge'])
      if (start.is !== 'challenge') throw new Error(start.is)
      return manager.finishLogin(session, { login: start.login, type: 'badge', answer: { badge } })
    }
    await refuses(logIn('8'), 'login-failed')
    expect(await logIn('7')).toEqual({ is: 'ok', user: 'anna' })
    await backEnd.close()
    await refuses(manager.beginLogin(session, ['badge']), 'login-type-refused')
  })

  it('may get ready in its own time, and fail with AppErrors that keep their code', async () => {
    const manager = new UserManager()
    const more = `await null; registration.registerGroups({ groups: () => { throw new host.AppError('server-unreachable', { endpoint: 'x', status: 'y' }) } })`
    const text = MODULE(more).replace('default (registration', 'default async (registration')
    const backEnd = await loadBackEnd(await moduleOf(text), manager, hostOf())
    await refuses(manager.groups.list(owner), 'server-unreachable', { endpoint: 'x', status: 'y' })
    await backEnd.close()
  })

  it('a failure that is an AppError of another copy of the class keeps its code as well', async () => {
    const text = await readFile(new URL('../../src/contract/errors.ts', import.meta.url), 'utf8')
    expect(text).toContain('Symbol.hasInstance')
    class ForeignError extends Error {
      override readonly name = 'AppError'
      constructor(
        readonly code: string,
        readonly details: object | undefined = {},
      ) {
        super(code)
      }
    }
    expect(new ForeignError('not-found')).toBeInstanceOf(AppError)
    for (const not of [
      new ForeignError('made-up'),
      new ForeignError('toString'),
      new Error('not-found'),
      { name: 'AppError' },
    ]) {
      expect(not).not.toBeInstanceOf(AppError)
    }
  })

  it('what registers a second kind of the same is told so, and what it had registered is gone', async () => {
    const manager = new UserManager()
    const path = await moduleOf(MODULE('registration.registerUsers(db)'))
    await expect(loadBackEnd(path, manager, hostOf())).rejects.toThrow(
      'failed while it registered itself (AppError: already-registered)',
    )
    manager.registerUsers(new MemoryUsers())
  })

  it('that is closed is refused when it registers, and not listened to when it says that something changed', async () => {
    const manager = new UserManager()
    const host = hostOf()
    const more = `host.again = () => registration.registerUsers(db); host.late = () => registration.changed('users')`
    const backEnd = await loadBackEnd(await moduleOf(MODULE(more)), manager, host)
    await backEnd.close()
    const { again, late } = host as unknown as Record<'again' | 'late', () => void>
    expect(again).toThrow(expect.objectContaining({ code: 'not-available' }))
    late()
    expect(host.lines).toEqual(['A back end that is closed said that its users changed.'])
    expect(await manager.activation()).toBe('deactivated')
  })

  it('that fails to close, or takes too long, is gone all the same', async () => {
    for (const more of ['return () => { throw new Error("no") }', 'return () => new Promise(() => undefined)']) {
      const manager = new UserManager()
      const backEnd = await loadBackEnd(await moduleOf(MODULE(more)), manager, hostOf(), 200)
      await expect(backEnd.close()).rejects.toThrow()
      expect(await manager.activation()).toBe('deactivated')
    }
  })
})

describe('a back end that is not used says why in one sentence', () => {
  it('where its path is not absolute', async () => {
    expect(await whyNot('backEnd.mjs')).toBe('is not used: its path must be absolute.')
  })

  it('where there is no such file, or no file', async () => {
    const path = await moduleOf(MODULE())
    expect(await whyNot(`${path}.not`)).toBe('cannot be read (Error: ENOENT).')
    expect(await whyNot(join(path, '..'))).toBe('is not a file.')
  })

  it('where it is no module, or needs one that is missing, without its text', async () => {
    const broken = 'const password = "S3cret"; not a module'
    // The test runner reads modules itself and names the failure otherwise than Node.
    expect(await whyNot(await moduleOf(broken))).toMatch(/^could not be loaded \((Syntax)?Error\)\.$/)
    const needs = `import 'not-there'`
    expect(await whyNot(await moduleOf(needs))).toBe('could not be loaded (Error: ERR_MODULE_NOT_FOUND).')
    const throws = `throw new TypeError('postgres://keyswitch:S3cret@db')`
    expect(await whyNot(await moduleOf(throws))).toBe('could not be loaded (TypeError).')
  })

  it('where it exports no function', async () => {
    const sentence = 'has no default export that is a function.'
    expect(await whyNot(await moduleOf('export const register = () => undefined'))).toBe(sentence)
    expect(await whyNot(await moduleOf('export default { register() {} }'))).toBe(sentence)
  })

  it('where it fails, at once or later, and then nothing of it stays', async () => {
    const sentence = 'failed while it registered itself (RangeError).'
    expect(await whyNot(await moduleOf(MODULE(`throw new RangeError('S3cret')`)))).toBe(sentence)
    expect(await whyNot(await moduleOf(MODULE(`return Promise.reject(new RangeError('S3cret'))`)))).toBe(sentence)
  })

  it('where it does not get ready in time, and then it is closed when it does', async () => {
    const late = MODULE(
      `return new Promise((ready) => setTimeout(() => ready(() => { globalThis.lateOneClosed = true }), 120))`,
    )
    expect(await whyNot(await moduleOf(late), 50)).toBe('did not register itself in time.')
    await expect.poll(() => Reflect.get(globalThis, 'lateOneClosed')).toBe(true)
    Reflect.deleteProperty(globalThis, 'lateOneClosed')
  })

  it('where it registers nothing, and then it is closed', async () => {
    const path = await moduleOf('export default () => () => { globalThis.idleOneClosed = true }')
    expect(await whyNot(path)).toBe('registered neither users, groups or objects nor a login type.')
    expect(Reflect.get(globalThis, 'idleOneClosed')).toBe(true)
    Reflect.deleteProperty(globalThis, 'idleOneClosed')
  })

  describe.skipIf(process.platform === 'win32')('where somebody else could change it:', () => {
    it('the file can be written by others', async () => {
      const path = await moduleOf(MODULE())
      for (const mode of [0o620, 0o602]) {
        await chmod(path, mode)
        expect(await whyNot(path)).toBe('is not used: it can be changed by others.')
      }
      await chmod(path, 0o644)
      const backEnd = await loadBackEnd(path, new UserManager(), hostOf())
      await backEnd.close()
    })

    it('a folder on the way to it can be written by others', async () => {
      const path = await moduleOf(MODULE())
      const folder = join(path, '..')
      await chmod(folder, 0o777)
      expect(await whyNot(path)).toBe(`is not used: the folder ${folder} can be changed by others.`)
      await chmod(folder, 0o700)
    })

    it('a link leads to it from or through such a folder', async () => {
      const path = await moduleOf(MODULE())
      const open = join(path, '..', 'open')
      await mkdir(open)
      await chmod(open, 0o777)
      await symlink(path, join(open, 'link.mjs'))
      expect(await whyNot(join(open, 'link.mjs'))).toBe(`is not used: the folder ${open} can be changed by others.`)
    })

    it.skipIf(process.getuid?.() !== 0)('the file belongs to somebody else', async () => {
      const path = await moduleOf(MODULE())
      await lchown(path, 12_345, 12_345)
      expect(await whyNot(path)).toBe('is not used: it belongs to somebody else.')
    })
  })
})
