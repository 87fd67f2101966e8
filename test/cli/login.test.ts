import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TOKEN } from '../daemon/stage'
import { passwordOf, startUserStage } from '../daemon/userStage'
import { temporaryFolder } from '../support/temporaryFolder'
import { testCertificate } from '../usermgmt/login/testCertificate'
import { builtCommandLine } from './commandLine'

const cli = builtCommandLine()

async function stage(options: Parameters<typeof startUserStage>[0] = {}) {
  const folder = await temporaryFolder()
  const station = await startUserStage({ ...options, handlers: { 'sessions.list': () => ({ sessions: [] }) } })
  const socket = 'path' in station.where ? `unix://${station.where.path}` : ''
  const env = { OPCUA_AUTH_TOKEN: TOKEN, KEYSWITCH_STATE_DIR: join(folder, 'state') }
  const run = (args: readonly string[], input = '') => cli.run([...args, '--socket', socket], { input, env })
  const logIn = (user: string) => run(['login', '--user', user], `${passwordOf(user)}\n`)
  return { ...station, run, logIn, env, kept: join(folder, 'state', 'run') }
}

const fine = (out: string) => ({ code: 0, out, err: '' })

describe('keyswitch login', () => {
  it('logs in with a password from standard input, and later commands act as that user until logging out', async () => {
    const { run, logIn } = await stage()
    expect(await run(['whoami'])).toEqual(fine('Nobody is logged in from here.\n'))
    expect(await logIn('viewer')).toEqual(fine('You are logged in as “viewer”.\n'))
    expect(await run(['whoami'])).toEqual(fine('You are logged in as “viewer” (Viewers).\n'))
    expect(await run(['sessions'])).toEqual(fine('No session is open.\n'))
    expect(await run(['logout'])).toEqual(fine('“viewer” is logged out.\n'))
    expect(await run(['whoami'])).toEqual(fine('Nobody is logged in from here.\n'))
    expect(await run(['logout'])).toEqual(fine('Nobody is logged in from here.\n'))
  })

  it('keeps the login where nobody else can read it, and nothing of the password', async () => {
    const { logIn, run, kept } = await stage()
    await logIn('viewer')
    const [name = '', ...others] = await readdir(kept)
    expect(others).toEqual([])
    expect([(await stat(kept)).mode & 0o777, (await stat(join(kept, name))).mode & 0o777]).toEqual([0o700, 0o600])
    expect(await readFile(join(kept, name), 'utf8')).not.toContain(passwordOf('viewer'))
    await run(['logout'])
    expect(await readdir(kept)).toEqual([])
  })

  it('ends the login before it, so that it is of no use to anybody', async () => {
    const { logIn, kept, ask } = await stage()
    await logIn('viewer')
    const [name = ''] = await readdir(kept)
    const before = JSON.parse(await readFile(join(kept, name), 'utf8')) as object
    expect(await ask({ command: 'list', ...before })).toMatchObject({ success: true })
    await logIn('operator')
    expect(await ask({ command: 'list', ...before })).toMatchObject({ error: { code: 'login-failed' } })
    const now = JSON.parse(await readFile(join(kept, name), 'utf8')) as object
    expect(await ask({ command: 'list', ...now })).toMatchObject({ success: true })
  })

  it('one that fails says the same for a wrong name and a wrong password, and keeps who was logged in', async () => {
    const { run, logIn } = await stage()
    await logIn('viewer')
    const sentence = 'The name or the password is not right.\n'
    for (const user of ['viewer', 'nobody']) {
      expect(await run(['login', '--user', user], 'wrong')).toEqual({ code: 1, out: '', err: sentence })
    }
    const { code, err } = await run(['login', '--user', 'viewer', '--json'], 'wrong')
    expect([code, JSON.parse(err)]).toEqual([1, { error: { code: 'login-failed', details: {} } }])
    expect(await run(['whoami'])).toEqual(fine('You are logged in as “viewer” (Viewers).\n'))
  })

  it('says it in JSON too', async () => {
    const { run } = await stage()
    const { out } = await run(['login', '--user', 'viewer', '--json'], passwordOf('viewer'))
    expect(JSON.parse(out)).toEqual({ is: 'ok', user: 'viewer' })
    expect(JSON.parse((await run(['whoami', '--json'])).out)).toMatchObject({
      activation: 'active',
      user: { name: 'viewer', groups: ['Viewers'], administrator: false },
    })
    expect(await run(['logout', '--json'])).toEqual(fine('{}\n'))
  })

  it('logs in with a certificate, whose key may be under a passphrase', async () => {
    const folder = await temporaryFolder()
    const certificate = testCertificate({ names: ['viewer'] })
    const other = testCertificate({ names: ['viewer'] })
    const locked = certificate.key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' })
    const write = async (name: string, text: string | Buffer) => {
      await writeFile(join(folder, name), text, { mode: 0o600 })
      return join(folder, name)
    }
    await mkdir(join(folder, 'trusted'))
    await write('trusted/viewer.pem', certificate.pem)
    const { run } = await stage({ trusted: join(folder, 'trusted') })
    const certificateFile = await write('own.pem', certificate.pem)
    const logInWith = (pem: string, key: string, input = '') =>
      run(['login', '--certificate', pem, '--key', key], input)
    const key = await write('own.key', certificate.keyPem)
    expect(await logInWith(certificateFile, key)).toEqual(fine('You are logged in as “viewer”.\n'))
    expect(await run(['sessions'])).toEqual(fine('No session is open.\n'))
    await run(['logout'])
    expect(await logInWith(certificateFile, await write('locked.key', locked), 'open\n')).toEqual(
      fine('You are logged in as “viewer”.\n'),
    )
    await run(['logout'])
    const stranger = await logInWith(await write('other.pem', other.pem), await write('other.key', other.keyPem))
    expect(stranger).toEqual({ code: 1, out: '', err: 'The name or the password is not right.\n' })
    expect((await logInWith(certificateFile, await write('wrong.key', other.keyPem))).code).toBe(2)
  })

  it('says so where nobody need log in', async () => {
    const { run, logIn, deactivate, kept } = await stage()
    await logIn('viewer')
    await deactivate()
    const sentence = 'Nobody needs to log in here: the user management of this station is not set up.\n'
    expect(await run(['sessions'])).toEqual(fine('No session is open.\n'))
    expect(await logIn('viewer')).toEqual(fine(sentence))
    expect(await run(['whoami'])).toEqual(fine(sentence))
    expect(await readdir(kept)).toEqual([])
  })

  it.each([
    [['login'], 'login: --user or --certificate says who logs in.\n'],
    [['login', '--certificate', 'x.pem'], '--certificate and --key belong together.\n'],
    [['login', '--user', 'viewer', '--password', 'x'], "Unknown option '--password'. Try “keyswitch --help”.\n"],
  ])('%j is wrong usage', async (args, err) => {
    const { run } = await stage()
    expect(await run(args)).toEqual({ code: 2, out: '', err })
  })

  it('a certificate that cannot be read is said, before anybody is asked', async () => {
    const { run } = await stage()
    const { code, err } = await run(['login', '--certificate', '/no/such.pem', '--key', '/no/such.key'])
    expect(code).toBe(1)
    expect(err).toContain('/no/such.pem')
  })
})

describe('what the program does not let somebody do', () => {
  it('comes with what to do about it', async () => {
    const { run, logIn } = await stage()
    const open = ['call', 'sessions.open']
    expect(await run(open)).toEqual({
      code: 1,
      out: '',
      err: 'Log in first. “keyswitch login” logs you in.\n',
    })
    await logIn('viewer')
    expect(await run(open)).toEqual({
      code: 1,
      out: '',
      err: 'This needs the right Execute on Device.Sessions. You are “viewer” here; “keyswitch login” logs in somebody else.\n',
    })
    const { err } = await run([...open, '--json'])
    expect(JSON.parse(err)).toEqual({
      error: { code: 'not-permitted', details: { object: 'Device.Sessions', right: 'execute' } },
    })
  })

  it('a login that has ended is said to have ended', async () => {
    const { run, logIn, change } = await stage()
    await logIn('viewer')
    await change((manager, actor) => manager.users.remove(actor, ['viewer']))
    expect(await run(['sessions'])).toEqual({
      code: 1,
      out: '',
      err: 'The login of “viewer” has ended. Log in again with “keyswitch login”.\n',
    })
    expect(await run(['logout'])).toEqual(fine('“viewer” is logged out.\n'))
  })

  it('a damaged file is no login', async () => {
    const { run, logIn, kept } = await stage()
    await logIn('viewer')
    const [name = ''] = await readdir(kept)
    for (const text of ['', '{', '5', '{"user":"viewer"}', '{"user":5,"loginToken":"x"}']) {
      await writeFile(join(kept, name), text)
      expect(await run(['whoami'])).toEqual(fine('Nobody is logged in from here.\n'))
    }
  })
})

describe('keyswitch passwd', () => {
  it('gives whoever must change it a new password, and everything else is possible from then on', async () => {
    const { run, logIn } = await stage()
    expect(await logIn('new')).toEqual({
      code: 0,
      out: 'You are logged in as “new”.\n',
      err: 'Before anything else a new password is needed: “keyswitch passwd” sets it.\n',
    })
    expect(await run(['sessions'])).toEqual({
      code: 1,
      out: '',
      err: '“new” must choose a new password before anything else. “keyswitch passwd” does that.\n',
    })
    const { code, err } = await run(['passwd'], 'wrong\nRain over Ulm 7\n')
    expect([code, err]).toEqual([1, 'The present password is not right.\n'])
    expect(await run(['passwd'], `${passwordOf('new')}\nRain over Ulm 7\n`)).toEqual(fine('The password is changed.\n'))
    expect(await run(['sessions'])).toEqual(fine('No session is open.\n'))
    expect(await run(['login', '--user', 'new'], 'Rain over Ulm 7')).toEqual(fine('You are logged in as “new”.\n'))
  })

  it.each(['', 'only one line', 'one\ntwo\nthree\n'])('with %j on standard input it is wrong usage', async (input) => {
    const { run } = await stage()
    const { code, out, err } = await run(['passwd'], input)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^passwd: .*\n$/)
  })
})
