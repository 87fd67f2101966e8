import { spawn, spawnSync } from 'node:child_process'
import { chmod, chown, lstat, mkdir, readdir, readFile, readlink, symlink, utimes, writeFile } from 'node:fs/promises'
import { createServer, Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { claimSocket, type Claim } from '../../src/main/daemon/instance'
import type { Probe } from '../../src/main/daemon/lockFile'
import { StartRefused } from '../../src/main/daemon/startRefused'
import { removeBundles } from '../support/bundle'
import { temporaryFolder } from '../support/temporaryFolder'
import { deadPid, ended, startClaimer } from './claimers'

afterAll(removeBundles)

const unix = (path: string) => ({ is: 'unix', path }) as const

async function place() {
  const folder = await temporaryFolder()
  const socket = join(folder, 'keyswitch.sock')
  return { folder, socket, lock: `${socket}.lock` }
}

/** Claims and gives it up with the test; only what was claimed. */
async function claimed(path: string, probe?: Probe): Promise<Claim> {
  const claim = await claimSocket(unix(path), { runtimeFolder: '', ...(probe ? { probe } : {}) })
  onTestFinished(() => claim.release())
  return claim
}

async function listening(claim: Claim, mode = 0o600): Promise<Server> {
  const server = createServer((socket) => socket.destroy())
  onTestFinished(() => new Promise<void>((closed) => void server.close(() => closed())))
  await claim.listen(server, mode)
  return server
}

const isRoot = process.getuid?.() === 0

describe('one daemon at an address', () => {
  it('holds a lock with its PID, for its owner only, and takes it away with the socket', async () => {
    const { folder, socket, lock } = await place()
    const claim = await claimSocket(unix(socket), { runtimeFolder: '' })
    expect(await readFile(lock, 'utf8')).toBe(`${process.pid}\n`)
    expect((await lstat(lock)).mode & 0o777).toBe(0o600)
    const server = createServer()
    await claim.listen(server, 0o600)
    expect((await readdir(folder)).toSorted()).toEqual(['keyswitch.sock', 'keyswitch.sock.lock'])
    await new Promise((closed) => server.close(closed))
    await claim.release()
    expect(await readdir(folder)).toEqual([])
  })

  it('of twenty that start at once exactly one listens, whatever lay there before', { timeout: 120_000 }, async () => {
    const claimers = await Promise.all(Array.from({ length: 20 }, () => startClaimer()))
    const dead = await deadPid()
    const folder = await temporaryFolder()
    for (let round = 0; round < 60; round++) {
      const socket = join(folder, `${round}.sock`)
      const before = [undefined, `${dead}\n`, 'garbage', ''][round % 4]
      if (before !== undefined) await writeFile(`${socket}.lock`, before)
      const outcomes = await Promise.all(claimers.map((claimer) => claimer.order({ claim: `unix://${socket}` })))
      const winners = claimers.filter((_, at) => outcomes[at]?.listening !== undefined)
      expect(winners, JSON.stringify(outcomes)).toHaveLength(1)
      expect(await readFile(`${socket}.lock`, 'utf8')).toBe(`${winners[0]?.pid}\n`)
      for (const { refused } of outcomes) if (refused) expect(refused).toMatch(/running already|changed by others/)
      await Promise.all(claimers.map((claimer) => claimer.order({ release: true })))
      expect(await readdir(folder)).toEqual([])
    }
  })

  it('a second one in the same process is refused too', async () => {
    const { socket } = await place()
    await claimed(socket)
    await expect(claimSocket(unix(socket), { runtimeFolder: '' })).rejects.toThrow(StartRefused)
  })

  it('one that was killed is replaced, its socket too', async () => {
    const { socket, lock } = await place()
    const first = await startClaimer()
    expect((await first.order({ claim: socket })).listening).toBe(`unix://${socket}`)
    const second = await startClaimer()
    expect((await second.order({ claim: socket })).refused).toContain(`PID ${first.pid}`)
    await first.kill()
    expect((await lstat(socket)).isSocket()).toBe(true)
    expect((await second.order({ claim: socket })).listening).toBe(`unix://${socket}`)
    expect(await readFile(lock, 'utf8')).toBe(`${second.pid}\n`)
  })

  it('one that was stopped is not replaced, with its lock or without it', async () => {
    const { socket, lock } = await place()
    const first = await startClaimer()
    await first.order({ claim: socket })
    process.kill(first.pid, 'SIGSTOP')
    await expect(claimSocket(unix(socket), { runtimeFolder: '' })).rejects.toThrow(`PID ${first.pid}`)
    await writeFile(lock, 'garbage')
    await expect(claimSocket(unix(socket), { runtimeFolder: '' })).rejects.toThrow('Another program listens')
    expect((await lstat(socket)).isSocket()).toBe(true)
  })
})

describe('whether the process of a lock lives', () => {
  it.each([
    '',
    '\n',
    'garbage',
    '0',
    '-1',
    '12x',
    '1e3',
    '99999999999',
    '2147483648',
    '1\n2',
    '\0',
    'x'.repeat(10_000),
  ])('a lock that holds %j is of nobody', async (content) => {
    const { socket, lock } = await place()
    await writeFile(lock, content)
    await claimed(socket)
    expect(await readFile(lock, 'utf8')).toBe(`${process.pid}\n`)
  })

  it('a dead one is replaced', async () => {
    const { folder, socket, lock } = await place()
    await writeFile(lock, `${await deadPid()}\n`)
    await claimed(socket)
    expect(await readFile(lock, 'utf8')).toBe(`${process.pid}\n`)
    expect(await readdir(folder)).toEqual(['keyswitch.sock.lock'])
  })

  it('a PID that another program has now counts as alive; the sentence says what to remove', async () => {
    const { socket, lock } = await place()
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    onTestFinished(() => ended(other, 'SIGKILL'))
    await writeFile(lock, `${other.pid}`)
    await expect(claimSocket(unix(socket), { runtimeFolder: '' })).rejects.toThrow(
      `A daemon is running already (PID ${other.pid}), or another program has its PID now: ${lock}. ` +
        `If no daemon is running, remove that file and start again.`,
    )
    expect(await readFile(lock, 'utf8')).toBe(`${other.pid}`)
  })

  it.skipIf(!isRoot)('a process of somebody else, whom we may not even ask, is alive', async () => {
    const { folder, socket, lock } = await place()
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    onTestFinished(() => ended(other, 'SIGKILL'))
    const nobody = await startClaimer()
    await nobody.order({ become: 65_534 })
    await chmod(join(folder, '..'), 0o711)
    await chown(folder, 65_534, 65_534)
    await writeFile(lock, `${other.pid}`)
    await chown(lock, 65_534, 65_534)
    expect((await nobody.order({ claim: socket })).refused).toContain(`PID ${other.pid}`)
    // The same without the right to read the lock.
    await chown(lock, 0, 0)
    await chmod(lock, 0o600)
    expect((await nobody.order({ claim: socket })).refused).toMatch(/cannot be read \(EACCES\).*remove the file/)
  })

  it.each(['EPERM', 'EINVAL', 'ENOSYS', 'EACCES', undefined])(
    '%s says nothing about it, so it is alive',
    async (code) => {
      const { socket, lock } = await place()
      await writeFile(lock, `${await deadPid()}`)
      const probe = () => {
        throw Object.assign(new Error('not said'), code === undefined ? {} : { code })
      }
      await expect(claimSocket(unix(socket), { runtimeFolder: '', probe })).rejects.toThrow('running already')
      expect(await readFile(lock, 'utf8')).not.toBe(`${process.pid}\n`)
    },
  )

  it('our own PID from before we began is of an earlier start, as in a container', async () => {
    const { socket, lock } = await place()
    await writeFile(lock, `${process.pid}`)
    await utimes(lock, new Date(0), new Date(0))
    await claimed(socket)
  })
})

describe('nothing that is not ours is followed or removed', () => {
  it('a lock that is a link is refused, and where it leads nothing is written', async () => {
    const { folder, socket, lock } = await place()
    const target = join(folder, 'target')
    for (const content of [undefined, 'precious']) {
      if (content !== undefined) await writeFile(target, content)
      await symlink(target, lock).catch(() => undefined)
      await expect(claimSocket(unix(socket), { runtimeFolder: '' })).rejects.toThrow('is no lock file')
      expect(await readlink(lock)).toBe(target)
    }
    expect(await readFile(target, 'utf8')).toBe('precious')
    expect((await readdir(folder)).toSorted()).toEqual(['keyswitch.sock.lock', 'target'])
  })

  it('a folder or a pipe in place of the lock is refused, without waiting', async () => {
    const { socket, lock } = await place()
    await mkdir(lock)
    await expect(claimSocket(unix(socket), { runtimeFolder: '' })).rejects.toThrow('is no lock file')
    const other = await place()
    expect(spawnSync('sh', ['-c', 'mkfifo "$0"', other.lock]).status).toBe(0)
    await expect(claimSocket(unix(other.socket), { runtimeFolder: '' })).rejects.toThrow('is no lock file')
  })

  it.each(['a file', 'a link', 'a link to a socket', 'a folder'])(
    '%s at the path of the socket stays, and no lock is left',
    async (what) => {
      const { folder, socket } = await place()
      const target = join(folder, 'target')
      if (what === 'a folder') await mkdir(socket)
      else if (what === 'a file') await writeFile(socket, 'precious')
      else {
        if (what === 'a link to a socket') {
          const killed = await startClaimer()
          await killed.order({ claim: target })
          await killed.kill()
        } else await writeFile(target, 'precious')
        await symlink(target, socket)
      }
      const before = (await readdir(folder)).toSorted()
      await expect(claimSocket(unix(socket), { runtimeFolder: '' })).rejects.toThrow('is no socket')
      expect((await readdir(folder)).toSorted()).toEqual(before)
      if (what === 'a file') expect(await readFile(socket, 'utf8')).toBe('precious')
      if (what === 'a link') expect(await readFile(target, 'utf8')).toBe('precious')
    },
  )

  it('a lock that somebody else has put in the place of ours stays when we end', async () => {
    const { socket, lock } = await place()
    const claim = await claimSocket(unix(socket), { runtimeFolder: '' })
    spawnSync('rm', [lock])
    await writeFile(lock, 'another')
    await claim.release()
    expect(await readFile(lock, 'utf8')).toBe('another')
  })

  it('the path of a socket that is too long is said, not cut', async () => {
    const folder = await temporaryFolder()
    const fits = join(folder, 'x'.repeat(107 - Buffer.byteLength(folder) - 1))
    await listening(await claimed(fits))
    expect((await lstat(fits)).isSocket()).toBe(true)
    await expect(claimSocket(unix(`${fits}x`), { runtimeFolder: '' })).rejects.toThrow('may have 107 bytes')
  })
})

describe('the folder', () => {
  it('is made for its owner only, whatever the umask', async () => {
    const { folder } = await place()
    const claimer = await startClaimer()
    for (const [at, umask] of [0, 0o22, 0o77, 0o777].entries()) {
      const socket = join(folder, `${at}`, 'keyswitch', 'x.sock')
      expect(await claimer.order({ claim: socket, umask })).toEqual({ listening: `unix://${socket}`, umask })
      expect((await lstat(join(socket, '..'))).mode & 0o7777).toBe(0o700)
      await claimer.order({ release: true })
    }
  })

  it.each([0o777, 0o770, 0o720, 0o702])('with mode %o others could put something into it: refused', async (mode) => {
    const { folder, socket } = await place()
    await chmod(folder, mode)
    await expect(claimSocket(unix(socket), { runtimeFolder: '' })).rejects.toThrow('Others can write')
    expect(await readdir(folder)).toEqual([])
  })

  it.each([0o700, 0o755, 0o1777])('with mode %o nobody can put anything in our place', async (mode) => {
    const { folder, socket } = await place()
    await chmod(folder, mode)
    await listening(await claimed(socket))
  })

  it.skipIf(!isRoot)('of somebody else is refused', async () => {
    const { folder, socket } = await place()
    await chown(folder, 65_534, 65_534)
    await expect(claimSocket(unix(socket), { runtimeFolder: '' })).rejects.toThrow('belongs to somebody else')
  })

  it('that cannot be made is said by name', async () => {
    const { folder } = await place()
    await writeFile(join(folder, 'file'), '')
    await expect(claimSocket(unix(join(folder, 'file', 'x.sock')), { runtimeFolder: '' })).rejects.toThrow(StartRefused)
  })
})

describe('over TCP', () => {
  it('the lock lies in the runtime folder, one for each port', async () => {
    const runtimeFolder = join(await temporaryFolder(), 'run')
    const port = await freePort()
    const address = { is: 'tcp', host: '127.0.0.1', port } as const
    const claim = await claimSocket(address, { runtimeFolder })
    onTestFinished(() => claim.release())
    expect(await readFile(join(runtimeFolder, `tcp-${port}.lock`), 'utf8')).toBe(`${process.pid}\n`)
    expect((await lstat(runtimeFolder)).mode & 0o777).toBe(0o700)
    const server = await listening(claim)
    expect(server.address()).toMatchObject({ address: '127.0.0.1', port })
    await expect(claimSocket(address, { runtimeFolder })).rejects.toThrow('running already')
  })

  it('a port that another program uses is said, and no lock is left', async () => {
    const runtimeFolder = await temporaryFolder()
    const taken = createServer()
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done))
    onTestFinished(() => new Promise<void>((closed) => void taken.close(() => closed())))
    const { port } = taken.address() as { port: number }
    const claim = await claimSocket({ is: 'tcp', host: '127.0.0.1', port }, { runtimeFolder })
    await expect(claim.listen(createServer(), 0o600)).rejects.toThrow(`Another program uses port ${port}.`)
    await claim.release()
    expect(await readdir(runtimeFolder)).toEqual([])
  })

  it('a free port is taken where 0 is asked for', async () => {
    const runtimeFolder = await temporaryFolder()
    const claim = await claimSocket({ is: 'tcp', host: '127.0.0.1', port: 0 }, { runtimeFolder })
    const server = createServer()
    onTestFinished(() => new Promise<void>((closed) => void server.close(() => closed())))
    expect(await claim.listen(server, 0o600)).toMatchObject({ is: 'tcp', port: expect.any(Number) })
    expect(await readdir(runtimeFolder)).toEqual([])
  })

  it('an address that turns out to be more than this machine is given up at once', async () => {
    const runtimeFolder = await temporaryFolder()
    class Elsewhere extends Server {
      override address() {
        return { address: '0.0.0.0', family: 'IPv4', port: 1 }
      }
    }
    const claim = await claimSocket({ is: 'tcp', host: '127.0.0.1', port: 0 }, { runtimeFolder })
    const server = new Elsewhere()
    await expect(claim.listen(server, 0o600)).rejects.toThrow(StartRefused)
    expect(server.listening).toBe(false)
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  await new Promise((closed) => server.close(closed))
  return port
}
