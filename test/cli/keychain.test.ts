import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { createVault } from '../../src/main/vault/createVault'
import type { Vault } from '../../src/main/vault/vault'
import { forkVaultProcess } from '../../src/main/vault/vaultProcess'
import { TOKEN } from '../daemon/stage'
import { startUserStage } from '../daemon/userStage'
import { keychainProcessFile } from '../support/keychainProcess'
import { temporaryFolder } from '../support/temporaryFolder'
import { testCertificate } from '../usermgmt/login/testCertificate'
import { missingForRing, privateRing, type PrivateRing } from '../vault/privateRing'
import { builtCommandLine } from './commandLine'
import { startDaemonProcess } from './daemonProcess'

/** Commands that use the keychain, with a real gnome-keyring; where the machine has none, these say so and are left out. */
const cli = builtCommandLine()
const missing = await missingForRing()
const PASSPHRASE = 'Öffne-dich-7'
const WELCOME = { code: 0, out: 'You are logged in as “viewer”.\n', err: '' }
const REFUSED = { code: 2, out: '', err: 'The input is not of the form this method takes: key.\n' }

beforeEach((context) => {
  if (missing !== undefined) context.skip(missing)
})

async function stage(ring: PrivateRing, environment: NodeJS.ProcessEnv = {}) {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'trusted'))
  const certificate = testCertificate({ names: ['viewer'] })
  const encrypted = certificate.key.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: PASSPHRASE,
  })
  const write = async (name: string, text: string | Buffer) => {
    await writeFile(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }
  await write('trusted/viewer.pem', certificate.pem)
  const station = await startUserStage({ trusted: join(folder, 'trusted') })
  const socket = 'path' in station.where ? `unix://${station.where.path}` : ''
  const state = join(folder, 'state')
  const env = { ...ring.env, OPCUA_AUTH_TOKEN: TOKEN, KEYSWITCH_STATE_DIR: state, ...environment }
  const pem = await write('own.pem', certificate.pem)
  const key = await write('own.key', encrypted)
  const run = (args: readonly string[], input = '') => cli.run([...args, '--socket', socket], { input, env })
  return {
    folder,
    state,
    key,
    write,
    run,
    plainKey: () => write('plain.key', certificate.keyPem),
    logIn: (more: readonly string[] = [], input = '', keyFile = key) =>
      run(['login', '--certificate', pem, '--key', keyFile, ...more], input),
  }
}

async function openRing(): Promise<PrivateRing> {
  const ring = await privateRing()
  await ring.begin('open')
  return ring
}

it('a passphrase that was to be remembered is not asked for again, and stands nowhere on the disk', async () => {
  const ring = await openRing()
  const { logIn, run, state, key, folder } = await stage(ring)
  expect(await logIn(['--remember'], `${PASSPHRASE}\n`)).toEqual(WELCOME)
  await run(['logout'])
  expect(await logIn()).toEqual(WELCOME)
  await run(['logout'])
  await symlink(key, join(folder, 'link.key'))
  expect(await logIn([], '', join(folder, 'link.key'))).toEqual(WELCOME)
  const list = JSON.parse(await readFile(join(state, 'kept-secrets.json'), 'utf8')) as object
  expect(list).toMatchObject({ entries: [{ kind: 'client-key', name: key }] })
  expect((await ring.filesWith(PASSPHRASE)).found).toEqual([])
  expect((await ring.filesWith(PASSPHRASE, folder)).found).toEqual([])
})

it('without being asked to it remembers nothing, and asks the keychain nothing', async () => {
  const ring = await openRing()
  const { logIn, state } = await stage(ring)
  expect(await logIn([], `${PASSPHRASE}\n`)).toEqual(WELCOME)
  expect(await readdir(state)).not.toContain('kept-secrets.json')
  expect(await logIn()).toEqual(REFUSED)
})

it('a wrong passphrase is not remembered, and one that is does not get lost by it', async () => {
  const ring = await openRing()
  const { logIn, state, key, write } = await stage(ring)
  expect(await logIn(['--remember'], 'wrong\n')).toEqual(REFUSED)
  expect(await readdir(state).catch(() => [])).not.toContain('kept-secrets.json')
  await logIn(['--remember'], PASSPHRASE)
  const other = testCertificate({ names: ['viewer'] })
  const text = await readFile(key)
  await write(
    'own.key',
    other.key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'another' }),
  )
  expect(await logIn(['--remember'], 'wrong\n')).toEqual(REFUSED)
  await write('own.key', text)
  expect(await logIn()).toEqual(WELCOME)
})

it('where no keychain answers the login is fine, and it is said that nothing was remembered', async () => {
  const ring = await privateRing()
  const { logIn } = await stage(ring)
  const said = await logIn(['--remember'], PASSPHRASE)
  expect([said.code, said.out]).toEqual([0, WELCOME.out])
  expect(said.err).toBe(
    'The passphrase was not remembered; the system’s keychain cannot be used: nothing offers one in this login.\n',
  )
})

it('it is turned off by the environment', async () => {
  const ring = await openRing()
  const { logIn, state } = await stage(ring, { KEYSWITCH_KEYCHAIN: 'off' })
  expect((await logIn(['--remember'], PASSPHRASE)).err).toContain('KEYSWITCH_KEYCHAIN turns it off')
  expect(await readdir(state)).not.toContain('kept-secrets.json')
})

it('a key without a passphrase has none to remember; a password is not remembered here', async () => {
  const ring = await openRing()
  const { logIn, run, plainKey } = await stage(ring)
  expect(await logIn(['--remember'], '', await plainKey())).toEqual({
    ...WELCOME,
    err: 'This key has no passphrase, so there is none to remember.\n',
  })
  expect(await run(['login', '--user', 'viewer', '--remember'], 'x')).toEqual({
    code: 2,
    out: '',
    err: '--remember is for the passphrase of a --key.\n',
  })
})

it('commands find the token of a daemon in the keychain, after the other places', async () => {
  const ring = await openRing()
  const folder = await temporaryFolder()
  const station = await startUserStage({ handlers: { 'sessions.list': () => ({ sessions: [] }) } })
  const name = 'path' in station.where ? `unix://${station.where.path}` : ''
  const vault = await openVaultOf(ring, folder)
  expect(await vault.keep({ kind: 'daemon-token', name }, TOKEN)).toEqual({ lasting: true })
  const { OPCUA_AUTH_TOKEN: _, ...around } = ring.env
  const env = { ...around, KEYSWITCH_STATE_DIR: folder }
  const whoami = (more: NodeJS.ProcessEnv = {}) => cli.run(['whoami', '--socket', name], { env: { ...env, ...more } })
  expect(await whoami()).toEqual({ code: 0, out: 'Nobody is logged in from here.\n', err: '' })
  expect((await whoami({ OPCUA_AUTH_TOKEN: 'x' })).err).toContain('does not accept this token')
  await vault.forget({ kind: 'daemon-token', name })
  expect((await whoami()).code).toBe(1)
})

it('a daemon has the same token after a restart, in no file, and does not start where no keychain answers', async () => {
  const ring = await openRing()
  const folder = await temporaryFolder()
  const { OPCUA_AUTH_TOKEN: _, ...env } = ring.env
  const started = () => startDaemonProcess(cli, { args: ['--auth-token-keychain'], env, folder })
  const vault = await openVaultOf(ring, join(folder, 'state'))
  const tokens = new Set<string | undefined>()
  for (let turn = 0; turn < 2; turn += 1) {
    const daemon = await started()
    const name = daemon.address
    const { code, out } = await cli.run(['sessions'], { env: { ...env, KEYSWITCH_STATE_DIR: join(folder, 'state') } })
    expect([code, out]).toEqual([0, 'No session is open.\n'])
    tokens.add(await vault.read({ kind: 'daemon-token', name }))
    daemon.signal('SIGTERM')
    expect(await daemon.ended).toBe(0)
    for (const token of tokens) {
      expect(token).toMatch(/^[\w-]{43}$/)
      expect(JSON.stringify(daemon.printed())).not.toContain(token)
      expect((await ring.filesWith(String(token))).found).toEqual([])
      expect((await ring.filesWith(String(token), folder)).found).toEqual([])
    }
  }
  expect(tokens.size).toBe(1)
  await ring.end()
  await expect(started()).rejects.toThrow(/ended with 1: .*keychain, which cannot be used: nothing offers one/s)
})

async function openVaultOf(ring: PrivateRing, stateFolder: string): Promise<Vault> {
  const vault = createVault({
    processFile: await keychainProcessFile(),
    stateFolder,
    events: { emit: () => undefined },
    log: { write: () => undefined },
    now: Date.now,
    environment: {},
    start: (file) => forkVaultProcess(file, ring.env),
  })
  onTestFinished(() => vault.close())
  return vault
}
