import { chmodSync, lstatSync, mkdirSync, statSync, unlinkSync } from 'node:fs'
import { connect, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { failureCode } from '../state/fileSystem'
import { isLoopback, netOptions, type Address } from './address'
import { takeLock, type Lock, type Probe } from './lockFile'
import { StartRefused } from './startRefused'

/** The right to listen at an address, held until it is released. */
export type Claim = {
  /** For files that belong to this daemon: beside the socket, or the runtime folder. */
  readonly folder: string
  /** Resolves with where it listens: the port is another one where 0 was asked for. */
  listen(server: Server, mode: number): Promise<Address>
  /** Removes socket and lock. The server is closed by its owner, before. */
  release(): Promise<void>
}

export type ClaimOptions = {
  /** For locks of ports and pipes. */
  runtimeFolder: string
  /** Whether a process exists. */
  probe?: Probe
}

/** Claims an address for one daemon (seed 000, 1 and 8). StartRefused when another one may be running; nothing of it is left then. */
export async function claimSocket(address: Address, { runtimeFolder, probe }: ClaimOptions): Promise<Claim> {
  if (address.is === 'unix') checkLength(address.path)
  const folder = address.is === 'unix' ? dirname(address.path) : runtimeFolder
  return sayingWhich(folder, async () => {
    makePrivate(folder)
    const lock = lockFor(address, folder, probe)
    try {
      if (address.is === 'unix') await removeDeadSocket(address.path)
    } catch (error) {
      lock?.remove()
      throw error
    }
    return claimed(address, folder, lock)
  })
}

function claimed(address: Address, folder: string, lock: Lock | undefined): Claim {
  let socket: bigint | undefined
  return {
    folder,
    async listen(server, mode) {
      const bound = await (address.is === 'unix' ? listenPrivately(server, address, mode) : listenHere(server, address))
      if (address.is === 'unix') socket = inodeOf(address.path)
      return bound
    },
    async release() {
      // Node removes a socket file with its server; this is for one that was not closed.
      if (address.is === 'unix' && socket !== undefined && inodeOf(address.path) === socket) unlinkSync(address.path)
      lock?.remove()
    },
  }
}

/** Programs that may connect before we get to them; with Node's own 511 a burst was refused. The system may cut it. */
const BACKLOG = 4096

/** A free port needs no lock: the system gives it to one program only. */
function lockFor(address: Address, folder: string, probe: Probe | undefined): Lock | undefined {
  switch (address.is) {
    case 'unix':
      return takeLock(`${address.path}.lock`, probe)
    case 'pipe':
      return takeLock(join(folder, `pipe-${address.name}.lock`), probe)
    case 'tcp':
      return address.port === 0 ? undefined : takeLock(join(folder, `tcp-${address.port}.lock`), probe)
  }
}

/**
 * The umask makes the mode part of the socket's creation (bind(2)); setting it afterwards would leave a moment in which
 * anybody may connect. Node binds before `listen` returns, so nothing else of this process sees that umask.
 */
async function listenPrivately(server: Server, address: Address & { is: 'unix' }, mode: number): Promise<Address> {
  const before = process.umask(0o777 & ~mode)
  const listening = startedListening(server, address)
  try {
    server.listen({ ...netOptions(address), backlog: BACKLOG })
  } finally {
    process.umask(before)
  }
  await listening
  const real = lstatSync(address.path).mode & 0o777
  if (real === mode) return address
  await closed(server)
  throw new StartRefused(`${address.path} got the mode ${real.toString(8)} instead of ${mode.toString(8)}.`)
}

async function listenHere(server: Server, address: Address): Promise<Address> {
  const listening = startedListening(server, address)
  server.listen({ ...netOptions(address), exclusive: true, backlog: BACKLOG })
  await listening
  if (address.is !== 'tcp') return address
  const bound = server.address()
  if (bound !== null && typeof bound === 'object' && isLoopback(bound.address)) return { ...address, port: bound.port }
  await closed(server)
  throw new StartRefused('The system bound another address than one of this machine only.')
}

function startedListening(server: Server, address: Address): Promise<void> {
  return new Promise((listening, failed) => {
    const refuse = (error: Error) => {
      server.off('listening', listen)
      failed(refusalOf(error, address))
    }
    const listen = () => {
      server.off('error', refuse)
      listening()
    }
    server.once('error', refuse)
    server.once('listening', listen)
  })
}

function refusalOf(error: Error, address: Address): Error {
  const code = failureCode(error)
  const place = address.is === 'tcp' ? `port ${address.port}` : address.is === 'unix' ? address.path : address.name
  if (code === 'EADDRINUSE') return new StartRefused(`Another program uses ${place}.`)
  return code === undefined ? error : new StartRefused(`It cannot listen at ${place} (${code}).`)
}

function closed(server: Server): Promise<void> {
  return new Promise((end) => server.close(() => end()))
}

/** Removes a socket at which nobody listens; nothing else is ever removed. */
async function removeDeadSocket(path: string): Promise<void> {
  const facts = lstatSync(path, { throwIfNoEntry: false })
  if (!facts) return
  if (!facts.isSocket()) throw new StartRefused(`${path} is there already and is no socket; choose another --socket.`)
  const answer = await knock(path)
  if (answer === 'ECONNREFUSED') return unlinkSync(path)
  if (answer === 'ENOENT') return
  // Without a lock, or with one that was removed by hand: who listens there is alive.
  throw new StartRefused(`Another program listens at ${path} (${answer}); end it, or choose another --socket.`)
}

/** What becomes of connecting: `answers`, or why not. */
function knock(path: string): Promise<string> {
  return new Promise((known) => {
    const socket = connect({ path, timeout: 1000 })
    const settle = (answer: string) => {
      socket.destroy()
      known(answer)
    }
    socket.once('connect', () => settle('answers'))
    socket.once('timeout', () => settle('does not answer'))
    socket.once('error', (error) => settle(failureCode(error) ?? 'unknown'))
  })
}

/** `sun_path` with its closing zero (unix(7)); Node would cut a longer path and bind something else. */
function checkLength(path: string): void {
  const most = process.platform === 'linux' ? 107 : 103
  const length = Buffer.byteLength(path)
  if (length > most) {
    throw new StartRefused(
      `The path of a socket may have ${most} bytes here; ${path} has ${length}. Choose another --socket.`,
    )
  }
}

/** Makes the folder for its owner only, and takes no folder in which others could put something else in our place. */
function makePrivate(folder: string): void {
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 })
  // The umask may have taken away what we need ourselves.
  if (made !== undefined) chmodSync(folder, 0o700)
  if (process.platform === 'win32') return
  const { uid, mode } = statSync(folder)
  const mine = process.geteuid?.()
  if (uid !== mine && uid !== 0) throw new StartRefused(`${folder} belongs to somebody else; choose another --socket.`)
  // In a sticky folder such as /tmp nobody can remove or rename what is ours.
  if ((mode & 0o022) !== 0 && (mode & 0o1000) === 0) {
    throw new StartRefused(`Others can write to ${folder}; close it with “chmod go-w”, or choose another --socket.`)
  }
}

/** Of a socket only: what somebody put there since may have got the number of ours. */
function inodeOf(path: string): bigint | undefined {
  const facts = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  return facts?.isSocket() ? facts.ino : undefined
}

async function sayingWhich<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = failureCode(error)
    if (code === undefined) throw error
    throw new StartRefused(`${folder} cannot be used (${code}); choose another --socket.`)
  }
}
