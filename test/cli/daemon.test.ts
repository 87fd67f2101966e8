import { chmod, lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connectDaemon } from '../../src/main/daemon/client'
import { DAEMON_OPTION_ROWS } from '../../src/main/daemon/optionTable'
import { temporaryFolder } from '../support/temporaryFolder'
import { builtCommandLine } from './commandLine'
import { startDaemonProcess } from './daemonProcess'

const cli = builtCommandLine()

/** Runs `keyswitch daemon` to its end in an empty folder, and looks at what it left there. */
async function refused(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const folder = await temporaryFolder()
  const runtime = { XDG_RUNTIME_DIR: join(folder, 'runtime'), KEYSWITCH_STATE_DIR: join(folder, 'state') }
  const outcome = await cli.run(['daemon', ...args], { cwd: folder, env: { ...runtime, ...env } })
  return { ...outcome, left: await readdir(folder) }
}

describe('what cannot be meant', () => {
  it.each<[readonly string[], string, NodeJS.ProcessEnv?]>([
    [['--nonsense', '1'], '--nonsense'],
    [['--timeout'], '--timeout'],
    [['--timeout=abc'], '--timeout'],
    [['--cleanup-interval', '0'], '--cleanup-interval'],
    [['--auth-token='], '--auth-token'],
    [['--auth-token-file', 'none'], '--auth-token-file'],
    [['--socket', 'tcp://0.0.0.0:9990'], '--socket'],
    [['--socket-mode', '0666'], '--socket-mode'],
    [['--cache-driver', 'file'], '--cache-path'],
    [['--no-auth'], '--no-auth', { OPCUA_AUTH_TOKEN: 'x' }],
    [['extra'], 'Options only'],
  ])('%j is refused in one line, with code 2, and nothing is made', async (args, option, env) => {
    const { code, out, err, left } = await refused(args, env)
    expect({ code, out, left }).toEqual({ code: 2, out: '', left: [] })
    expect(err).toMatch(/^[^\n]+\n$/)
    expect(err.startsWith(`${option}: `), err).toBe(true)
  })

  it('its help and its configuration make nothing either', async () => {
    const help = await refused(['--help'])
    expect({ code: help.code, err: help.err, left: help.left }).toEqual({ code: 0, err: '', left: [] })
    for (const { name } of DAEMON_OPTION_ROWS) expect(help.out).toContain(name)
    const shown = await refused(['--print-config', '--auth-token', 'secret', '--timeout=7'])
    expect({ code: shown.code, left: shown.left }).toEqual({ code: 0, left: [] })
    expect(JSON.parse(shown.out)).toMatchObject({
      timeout: 7,
      socketMode: '0600',
      auth: { by: 'option', token: '***' },
    })
    expect(shown.out + shown.err).not.toContain('secret')
    expect(shown.err).toMatch(/^--auth-token: [^\n]+\n$/)
  })
})

describe('a daemon', () => {
  it('says where it listens once programs can connect, and is ready soon', async () => {
    const times: number[] = []
    for (let turn = 0; turn < 3; turn++) {
      const daemon = await startDaemonProcess(cli)
      times.push(daemon.ready)
      const client = await connectDaemon({ address: daemon.address, token: await daemon.token() })
      await client.close()
      expect(daemon.printed().out).toBe(`listening on unix://${daemon.folder}/state/run/keyswitch.sock\n`)
      daemon.signal('SIGTERM')
      expect(await daemon.ended).toBe(0)
    }
    // 300 ms on a machine that has nothing else to do (session-daemon 9).
    expect(Math.min(...times)).toBeLessThan(1000)
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('%s ends it with 0, and nothing of it is left', async (signal) => {
    const daemon = await startDaemonProcess(cli)
    expect((await readdir(join(daemon.folder, 'state', 'run'))).toSorted()).toEqual([
      'keyswitch.sock',
      'keyswitch.sock.lock',
      'keyswitch.token',
      'keyswitch.token.lock',
    ])
    const client = await connectDaemon({ address: daemon.address, token: await daemon.token() })
    const began = performance.now()
    daemon.signal(signal)
    expect(await daemon.ended).toBe(0)
    expect(performance.now() - began).toBeLessThan(2000)
    await client.closed
    expect(await readdir(join(daemon.folder, 'state', 'run'))).toEqual([])
  })

  it.each(['000', '022', '077', '777'])('under umask %s its files are for their owner only', async (umask) => {
    const daemon = await startDaemonProcess(cli, { umask })
    const modes: Record<string, string> = {}
    const run = join(daemon.folder, 'state', 'run')
    for (const name of ['', ...(await readdir(run))]) {
      modes[name] = ((await lstat(join(run, name))).mode & 0o777).toString(8)
    }
    expect(modes).toEqual({
      '': '700',
      'keyswitch.sock': '600',
      'keyswitch.sock.lock': '600',
      'keyswitch.token': '600',
      'keyswitch.token.lock': '600',
    })
  })

  it('a second one at the same place says so and leaves the first alone; once that was killed it starts', async () => {
    const first = await startDaemonProcess(cli)
    const token = await first.token()
    const env = { KEYSWITCH_STATE_DIR: join(first.folder, 'state'), XDG_RUNTIME_DIR: '' }
    const second = await cli.run(['daemon'], { env })
    expect({ code: second.code, out: second.out }).toEqual({ code: 1, out: '' })
    expect(second.err).toMatch(new RegExp(`^A daemon is running already \\(PID ${first.pid}\\).*remove that file.*\n$`))
    await (await connectDaemon({ address: first.address, token })).close()
    first.signal('SIGKILL')
    expect(await first.ended).toBe('SIGKILL')
    const third = await startDaemonProcess(cli, { folder: first.folder })
    expect(await third.token()).not.toBe(token)
    await (await connectDaemon({ address: third.address, token: await third.token() })).close()
  })

  it('of ten that are started at once one listens', { timeout: 60_000 }, async () => {
    const folder = await temporaryFolder()
    const starts = Array.from({ length: 10 }, () => startDaemonProcess(cli, { folder }))
    const outcomes = await Promise.allSettled(starts)
    const running = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    expect(running).toHaveLength(1)
    const failures = outcomes.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))
    for (const failure of failures) expect(failure).toMatch(/ended with 1: [^\n]+\n$/)
    const token = await running[0]?.token()
    await (await connectDaemon({ address: running[0]?.address ?? '', token })).close()
  })

  it('a file or a link at its place stays as it is, with code 1 and no lock', async () => {
    for (const link of [false, true]) {
      const folder = await temporaryFolder()
      const socket = join(folder, 'x.sock')
      const target = join(folder, 'target')
      await writeFile(link ? target : socket, 'precious')
      if (link) await symlink(target, socket)
      const before = (await readdir(folder)).toSorted()
      const { code, out, err } = await cli.run(['daemon', '--socket', socket], { cwd: folder })
      expect({ code, out }).toEqual({ code: 1, out: '' })
      expect(err).toMatch(/^[^\n]+is no socket[^\n]+\n$/)
      expect((await readdir(folder)).toSorted()).toEqual(before)
      expect(await readFile(socket, 'utf8')).toBe('precious')
    }
  })

  it('one whose folder others can write to is not started', async () => {
    const folder = await temporaryFolder()
    const open = join(folder, 'open')
    await mkdir(open)
    await chmod(open, 0o777)
    const { code, out, err } = await cli.run(['daemon', '--socket', join(open, 'x.sock')], { cwd: folder })
    expect({ code, out, left: await readdir(open) }).toEqual({ code: 1, out: '', left: [] })
    expect(err).toMatch(/^Others can write to [^\n]+\n$/)
  })

  it('SIGHUP makes it read the token file again', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'token')
    await writeFile(file, 'first\n', { mode: 0o600 })
    const daemon = await startDaemonProcess(cli, { folder, args: ['--auth-token-file', 'token'] })
    await (await connectDaemon({ address: daemon.address, token: 'first' })).close()
    await writeFile(file, 'second\n')
    daemon.signal('SIGHUP')
    await expect
      .poll(async () => {
        try {
          await (await connectDaemon({ address: daemon.address, token: 'second' })).close()
          return 'in'
        } catch {
          return 'out'
        }
      })
      .toBe('in')
    await expect(connectDaemon({ address: daemon.address, token: 'first' })).rejects.toThrow('token-refused')
  })

  it('a second signal ends it at once, while somebody still waits for an answer', async () => {
    const daemon = await startDaemonProcess(cli)
    // After five wrong tokens an answer waits for a second (session-daemon 2).
    const sockets = Array.from({ length: 6 }, () => createConnection(daemon.address.replace('unix://', '')))
    onTestFinished(() => sockets.forEach((socket) => socket.destroy()))
    const answers = sockets.map((socket) => {
      socket.on('error', () => undefined)
      socket.write('{"command":"ping","authToken":"wrong"}\n')
      return new Promise((answered) => socket.once('data', answered))
    })
    await Promise.all(answers.slice(0, 5))
    const began = performance.now()
    daemon.signal('SIGINT')
    await expect(connectDaemon({ address: daemon.address, token: undefined })).rejects.toThrow(/daemon-/)
    daemon.signal('SIGINT')
    expect(await daemon.ended).toBe(130)
    expect(performance.now() - began).toBeLessThan(900)
    // What it left is of nobody: the next one starts.
    const next = await startDaemonProcess(cli, { folder: daemon.folder })
    await (await connectDaemon({ address: next.address, token: await next.token() })).close()
  })

  it('writes its log where it was told, and secrets nowhere', async () => {
    const daemon = await startDaemonProcess(cli, {
      args: ['--log-file', 'x.log', '--log-level', 'debug'],
      env: { OPCUA_AUTH_TOKEN: 'very secret' },
    })
    await (await connectDaemon({ address: daemon.address, token: 'very secret' })).close()
    await expect(connectDaemon({ address: daemon.address, token: 'other secret' })).rejects.toThrow('token-refused')
    daemon.signal('SIGTERM')
    expect(await daemon.ended).toBe(0)
    const log = await readFile(join(daemon.folder, 'x.log'), 'utf8')
    expect(log).toContain('"listening":"unix"')
    expect(daemon.printed().err).toBe('')
    expect(log).not.toContain('secret')
    expect((await lstat(join(daemon.folder, 'x.log'))).mode & 0o077).toBe(0)
  })

  it('over TCP it listens on this machine only, and its lock lies in the runtime folder', async () => {
    const daemon = await startDaemonProcess(cli, { args: ['--socket', 'tcp://localhost:0'] })
    expect(daemon.address).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/)
    await (await connectDaemon({ address: daemon.address, token: await daemon.token() })).close()
  })

  it('needs little memory while it has nothing to do', async () => {
    const daemon = await startDaemonProcess(cli)
    const status = await readFile(`/proc/${daemon.pid}/status`, 'utf8').catch(() => undefined)
    if (status === undefined) return
    expect(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024).toBeLessThan(90)
  })
})
