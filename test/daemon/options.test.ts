import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OptionRefused } from '../../src/main/daemon/optionRefused'
import { DAEMON_OPTION_ROWS, daemonHelp } from '../../src/main/daemon/optionTable'
import { readCommandLine, readDaemonOptions, shownOptions } from '../../src/main/daemon/options'
import { temporaryFolder } from '../support/temporaryFolder'

const surroundings = { stateFolder: '/state', platform: 'linux', folder: '/plant' } as const
const read = (args: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
  readDaemonOptions(args, environment, surroundings)

async function tokenFile(content: string | Buffer, mode = 0o600): Promise<string> {
  const file = join(await temporaryFolder(), 'token')
  await writeFile(file, content)
  await chmod(file, mode)
  return file
}

/** The one line that refuses these options. */
function refusal(args: readonly string[], environment: NodeJS.ProcessEnv = {}): string {
  try {
    read(args, environment)
  } catch (error) {
    if (error instanceof OptionRefused) return error.message
    throw error
  }
  return `accepted: ${args.join(' ')}`
}

describe('what is not said', () => {
  it('is as the reference has it', () => {
    expect(read([], { XDG_RUNTIME_DIR: '/run/user/1000' })).toEqual({
      address: { is: 'unix', path: '/run/user/1000/keyswitch/keyswitch.sock' },
      socketMode: 0o600,
      stateFolder: '/state',
      runtimeFolder: '/run/user/1000/keyswitch',
      token: { is: 'written' },
      timeout: 600,
      cleanupInterval: 30,
      maxSessions: 100,
      maxConnections: 50,
      allow: { endpoints: undefined, certificateFolders: undefined },
      allowLists: { endpoints: undefined, certificateFolders: undefined },
      logFile: undefined,
      logLevel: 'info',
      cache: { driver: 'memory', ttl: 300 },
      warnings: [],
    })
  })

  it('another state folder moves the runtime folder with it', () => {
    expect(read(['--state-dir', 'there'])).toMatchObject({
      stateFolder: '/plant/there',
      runtimeFolder: '/plant/there/run',
      address: { is: 'unix', path: '/plant/there/run/keyswitch.sock' },
    })
  })
})

describe('what is said', () => {
  const all: Record<string, string> = {
    '--socket': 'tcp://127.0.0.1:9990',
    '--timeout': '1',
    '--cleanup-interval': '2',
    '--max-sessions': '3',
    '--max-connections': '4',
    '--socket-mode': '640',
    '--allowed-endpoints': 'opc.tcp://plc1:4840, opc.tcp://[fe80::1]',
    '--allowed-cert-dirs': '/etc/opcua/certs,/var/lib/trust',
    '--cache-driver': 'file',
    '--cache-path': 'cache',
    '--cache-ttl': '5',
    '--log-file': 'x.log',
    '--log-level': 'debug',
    '--state-dir': 's',
    '--auth-token': 'T',
  }

  it.each([
    ['with spaces', Object.entries(all).flat()],
    ['with equals signs', Object.entries(all).map((pair) => pair.join('='))],
    ['the other way round', Object.entries(all).toReversed().flat()],
  ])('%s', (_, args) => {
    expect(read(args)).toMatchObject({
      address: { is: 'tcp', host: '127.0.0.1', port: 9990 },
      timeout: 1,
      cleanupInterval: 2,
      maxSessions: 3,
      maxConnections: 4,
      socketMode: 0o640,
      allow: {
        endpoints: ['opc.tcp://plc1:4840', 'opc.tcp://[fe80::1]'],
        certificateFolders: ['/etc/opcua/certs', '/var/lib/trust'],
      },
      cache: { driver: 'file', path: '/plant/cache', ttl: 5 },
      logFile: '/plant/x.log',
      logLevel: 'debug',
      stateFolder: '/plant/s',
      token: { is: 'given', token: 'T', by: 'option' },
      warnings: [expect.stringContaining('--auth-token')],
    })
  })

  it('a value may hold equals signs and begin with dashes where it is attached', () => {
    expect(read(['--auth-token=--a=b=']).token).toEqual({ is: 'given', token: '--a=b=', by: 'option' })
  })

  it.each([
    ['600', 0o600],
    ['0600', 0o600],
    ['0o600', 0o600],
    ['0700', 0o700],
    ['0644', 0o644],
  ])('the mode %s', (text, mode) => expect(read(['--socket-mode', text]).socketMode).toBe(mode))

  it('lists may stand in a file, one entry a line', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'allowed'), '# plant\nopc.tcp://plc1:4840\n\n  opc.tcp://plc2  \r\n')
    const { allow, allowLists } = read([`--allowed-endpoints=@${join(folder, 'allowed')}`])
    expect(allow.endpoints).toEqual(['opc.tcp://plc1:4840', 'opc.tcp://plc2'])
    expect(allowLists.endpoints).toBe(`@${join(folder, 'allowed')}`)
  })
})

describe('the token', () => {
  it('of the environment goes before the file, and that before the option', async () => {
    const file = await tokenFile('  from file\n')
    const both = ['--auth-token', 'from option', '--auth-token-file', file]
    expect(read(both, { OPCUA_AUTH_TOKEN: 'from environment' }).token).toEqual({
      is: 'given',
      token: 'from environment',
      by: 'environment',
    })
    expect(read(both).token).toEqual({ is: 'file', token: 'from file', file })
    expect(read(both, { OPCUA_AUTH_TOKEN: '' }).token).toEqual({ is: 'file', token: 'from file', file })
    expect(read(['--auth-token', 'from option']).token).toMatchObject({ token: 'from option' })
  })

  it('none at all must be asked for', () => {
    expect(read([]).token).toEqual({ is: 'written' })
    expect(read(['--no-auth']).token).toEqual({ is: 'nobody' })
  })

  it.each([0o640, 0o604, 0o644, 0o660, 0o602, 0o610])('a file of mode %o is refused', async (mode) => {
    const file = await tokenFile('secret', mode)
    expect(refusal(['--auth-token-file', file])).toMatch(/^--auth-token-file: .*can be read by others/)
  })

  it.each([
    ['empty', ''],
    ['blank', ' \n\t '],
    ['not text', Buffer.from([0xff, 0xfe, 0x41])],
    ['far too large', 'x'.repeat(70_000)],
  ])('a file that is %s is refused', async (_, content) => {
    expect(refusal(['--auth-token-file', await tokenFile(content)])).toMatch(/^--auth-token-file: [^\n]+$/)
  })

  it('a folder or nothing in its place is refused; a link to it is followed', async () => {
    const folder = await temporaryFolder()
    expect(refusal(['--auth-token-file', folder])).toMatch(/^--auth-token-file: /)
    expect(refusal(['--auth-token-file', join(folder, 'none')])).toMatch(/^--auth-token-file: .*ENOENT/)
    const file = await tokenFile('secret')
    await symlink(file, join(folder, 'link'))
    expect(read(['--auth-token-file', join(folder, 'link')]).token).toMatchObject({ token: 'secret' })
  })
})

describe('what cannot be meant is refused in one line that names the option', () => {
  it.each<[readonly string[], string, NodeJS.ProcessEnv?]>([
    [['--nonsense'], '--nonsense'],
    [['--nonsense=x'], '--nonsense'],
    [['--Timeout', '5'], '--Timeout'],
    [['--constructor'], '--constructor'],
    [['--__proto__', 'x'], '--__proto__'],
    [['-t', '5'], '-t'],
    [['--timeout'], '--timeout'],
    [['--timeout', '--no-auth'], '--timeout'],
    [['--timeout='], '--timeout'],
    [['--timeout', ''], '--timeout'],
    [['--timeout', '0'], '--timeout'],
    [['--timeout', '-1'], '--timeout'],
    [['--timeout', '1.5'], '--timeout'],
    [['--timeout', '1e3'], '--timeout'],
    [['--timeout', '0x10'], '--timeout'],
    [['--timeout', ' 5'], '--timeout'],
    [['--timeout', 'ten'], '--timeout'],
    [['--timeout', '99999999'], '--timeout'],
    [['--timeout', '5', '--timeout', '6'], '--timeout'],
    [['--cleanup-interval', '0'], '--cleanup-interval'],
    [['--max-sessions', '0'], '--max-sessions'],
    [['--max-connections', '0'], '--max-connections'],
    [['--cache-ttl', 'x'], '--cache-ttl'],
    [['--cache-driver', 'redis'], '--cache-driver'],
    [['--cache-driver', 'file'], '--cache-path'],
    [['--log-level', 'trace'], '--log-level'],
    [['--log-level', 'constructor'], '--log-level'],
    [['--socket', 'tcp://0.0.0.0:1'], '--socket'],
    [['--socket', 'tls://127.0.0.1:1'], '--socket'],
    [['--socket', 'x.sock'], '--socket'],
    [['--socket-mode', '0660'], '--socket-mode'],
    [['--socket-mode', '0602'], '--socket-mode'],
    [['--socket-mode', '0666'], '--socket-mode'],
    [['--socket-mode', '777'], '--socket-mode'],
    [['--socket-mode', '0400'], '--socket-mode'],
    [['--socket-mode', '4600'], '--socket-mode'],
    [['--socket-mode', '0x180'], '--socket-mode'],
    [['--socket-mode', '608'], '--socket-mode'],
    [['--socket-mode', '60'], '--socket-mode'],
    [['--socket-mode', '-600'], '--socket-mode'],
    [['--auth-token', ''], '--auth-token'],
    [['--auth-token='], '--auth-token'],
    [['--auth-token', '  '], '--auth-token'],
    [['--auth-token-file', ''], '--auth-token-file'],
    [['--no-auth=yes'], '--no-auth'],
    [['--no-auth', '--auth-token', 'x'], '--no-auth'],
    [['--no-auth', '--auth-token-file', '/x'], '--no-auth'],
    [['--no-auth'], '--no-auth', { OPCUA_AUTH_TOKEN: 'x' }],
    [['--allowed-endpoints', ''], '--allowed-endpoints'],
    [['--allowed-endpoints', ','], '--allowed-endpoints'],
    [['--allowed-endpoints', 'http://plc'], '--allowed-endpoints'],
    [['--allowed-endpoints', 'opc.tcp://a:70000'], '--allowed-endpoints'],
    [['--allowed-endpoints', 'opc.tcp://u:p@a'], '--allowed-endpoints'],
    [['--allowed-endpoints', '@/no/such/file'], '--allowed-endpoints'],
    [['--allowed-cert-dirs', 'certs'], '--allowed-cert-dirs'],
    [['--allowed-cert-dirs', '/a,'], '--allowed-cert-dirs'],
    [['--print-config=1'], '--print-config'],
  ])('%j', (args, option, environment) => {
    const sentence = refusal(args, environment)
    expect(sentence).toMatch(/^[^\n]+\.$/)
    expect(sentence.startsWith(`${option}: `), sentence).toBe(true)
  })

  it('a value that may be a secret is not repeated', () => {
    expect(refusal(['my secret'])).toBe('Options only: argument 1 is none.')
    expect(refusal(['--auth-tokn=secret'])).toBe('--auth-tokn: is no option of keyswitch daemon.')
    for (const [name, value] of [
      ['--socket', 'tcp://secret:1'],
      ['--timeout', 'secret'],
      ['--allowed-endpoints', 'secret'],
      ['--allowed-cert-dirs', 'secret'],
      ['--cache-driver', 'secret'],
    ] as const) {
      expect(refusal([name, value])).not.toContain('secret')
    }
  })

  it('a name as long as a book is cut, and nothing of it reaches the terminal but text', () => {
    expect(refusal([`--a${'x'.repeat(5000)}`]).length).toBeLessThan(120)
    expect(refusal(['--a\u001b[2Jb\nc'])).toBe('--a [2Jb c: is no option of keyswitch daemon.')
  })
})

describe('the effective configuration', () => {
  it('is shown without a secret', async () => {
    const file = await tokenFile('secret')
    for (const [args, environment] of [
      [['--auth-token', 'secret'], {}],
      [['--auth-token-file', file], {}],
      [[], { OPCUA_AUTH_TOKEN: 'secret' }],
      [[], {}],
      [['--no-auth'], {}],
    ] as const) {
      expect(JSON.stringify(shownOptions(read(args, environment)))).not.toContain('secret')
    }
  })

  it('says what all options come to, and makes nothing', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'state'))
    const asked = readCommandLine(
      ['--print-config', '--state-dir', join(folder, 'state'), '--log-file', join(folder, 'x.log'), '--timeout=7'],
      {},
      surroundings,
    )
    expect(asked).toMatchObject({ is: 'print-config' })
    if (asked.is === 'help') throw new Error('asked for something else')
    expect(shownOptions(asked.options)).toEqual({
      socket: `unix://${folder}/state/run/keyswitch.sock`,
      socketMode: '0600',
      auth: { is: 'token written at the start' },
      timeout: 7,
      cleanupInterval: 30,
      maxSessions: 100,
      maxConnections: 50,
      allowedEndpoints: null,
      allowedCertDirs: null,
      cache: { driver: 'memory', path: null, ttl: 300 },
      stateDir: `${folder}/state`,
      logFile: `${folder}/x.log`,
      logLevel: 'info',
    })
    expect(await readdir(folder)).toEqual(['state'])
    expect(await readdir(join(folder, 'state'))).toEqual([])
  })
})

it('the help names every option, and every option is one that is read', () => {
  for (const { name, value } of DAEMON_OPTION_ROWS) {
    expect(daemonHelp()).toContain(`  ${name}${value === null ? '' : ` ${value}`} `)
    expect(refusal([value === null ? `${name}=x` : name])).toMatch(new RegExp(`^${name}: (takes no|needs a) value`))
  }
  expect(readCommandLine(['--help'], {}, surroundings)).toEqual({ is: 'help' })
  expect(readCommandLine(['-h'], {}, surroundings)).toEqual({ is: 'help' })
})
