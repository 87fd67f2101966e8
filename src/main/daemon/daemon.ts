import { randomBytes } from 'node:crypto'
import { describeFault } from '../bridge/fault'
import { createScope } from '../scope'
import { writeAddress } from './address'
import { readAllowRules } from './allowLists'
import { CLASSIC } from './connection'
import { claimSocket } from './instance'
import { keptToken, type TokenKeychain } from './keychainToken'
import type { Probe } from './lockFile'
import { OptionRefused } from './optionRefused'
import type { DaemonOptions } from './options'
import { writeOwnToken } from './ownToken'
import { createDaemonServer, type DaemonParts, type DaemonServer } from './server'
import { readTokenFile } from './tokenFile'

/** What the socket is made of, and what it was started with. */
export type StartParts = Omit<DaemonParts, 'maxConnections'> & {
  options: DaemonOptions
  /** For a token that lies there; also where a client of another Keyswitch finds it. */
  keychain?: TokenKeychain
  random?: (bytes: number) => Buffer
  /** Whether a process exists. */
  probe?: Probe
}

/** A daemon to which programs can connect. */
export type Daemon = {
  /** As `--socket` takes it, with the port that was really taken; where it was, while it is paused. */
  readonly address: string
  /** Where the token lies that clients need; null where it came another way, or there is none. */
  readonly tokenFile: string | null
  readonly peers: number
  /** Told after `peers` has changed. Returns its own unsubscribe. */
  onChange(listener: () => void): () => void
  /**
   * Lets nobody in: who is connected is sent away, sessions that no page holds end, and the socket is gone. The address and
   * the token stay this daemon's, so that no other program takes its place.
   */
  pause(): Promise<void>
  /** Listens again, with the same token. StartRefused when that cannot be. */
  resume(): Promise<void>
  /** Reads the token file and the lists of what is allowed again; what cannot be read stays as it was. */
  reload(): Promise<void>
  /** Answers what is pending within a second, then removes socket, lock and token. */
  close(): Promise<void>
}

/** Claims the socket and listens. StartRefused when that cannot be; nothing is left then. */
export async function startDaemon(given: StartParts): Promise<Daemon> {
  const { options, keychain, random = randomBytes, probe, ...parts } = given
  const { sessions, log } = parts
  const scope = createScope()
  const probing = probe === undefined ? {} : { probe }
  try {
    const claim = await claimSocket(options.address, { runtimeFolder: options.runtimeFolder, ...probing })
    scope.add(() => claim.release())
    const own = options.token.is === 'written' ? writeOwnToken(claim.folder, { random, ...probing }) : undefined
    if (own) scope.add(() => own.remove())
    const listeners = new Set<() => void>()
    let token = own?.token ?? (await tokenOf(options, { keychain, random }))
    let server: DaemonServer | undefined
    let address = ''
    const listen = async () => {
      const opened = createDaemonServer({ ...parts, maxConnections: options.maxConnections })
      try {
        opened.setToken(token)
        address = writeAddress(await claim.listen(opened.server, options.socketMode))
      } catch (error) {
        await opened.close()
        throw error
      }
      opened.onChange(() => listeners.forEach((listener) => listener()))
      server = opened
    }
    const shut = async () => {
      const open = server
      server = undefined
      await open?.close()
    }
    scope.add(shut)
    sessions.allow(options.allow)
    await listen()
    const tokenFile = own?.file ?? (options.token.is === 'file' ? options.token.file : null)
    log.write('info', 'daemon', { listening: options.address.is, auth: options.token.is })

    const reloaded = (what: string, read: () => void) => {
      try {
        read()
        log.write('info', 'daemon', { reloaded: what })
      } catch (error) {
        // The sentence holds the person's own path; the kind of failure and where it stood are enough here.
        const known = error instanceof OptionRefused ? {} : { fault: describeFault(error) }
        log.write('error', 'daemon', { notReloaded: what, ...known })
      }
    }
    return {
      get address() {
        return address
      },
      tokenFile,
      get peers() {
        return server?.peers ?? 0
      },
      onChange(listener) {
        const told = () => listener()
        listeners.add(told)
        return () => listeners.delete(told)
      },
      async pause() {
        if (!server) return
        await shut()
        // Those that ask once hold theirs together, and come back for them; not now.
        sessions.leave(CLASSIC.id)
        for (const { session } of sessions.rows()) {
          // Closed by somebody who holds nothing, which ends what nobody holds and leaves the rest alone. Not waited for: a
          // server that does not answer is no reason to go on letting programs in.
          sessions
            .close({ id: 'pause' }, session)
            .catch((error: unknown) => log.write('warn', 'daemon', { fault: describeFault(error) }))
        }
        log.write('info', 'daemon', { paused: true })
      },
      async resume() {
        if (server) return
        await listen()
        log.write('info', 'daemon', { paused: false })
      },
      async reload() {
        if (options.token.is === 'file') {
          const { file } = options.token
          reloaded('token file', () => {
            token = readTokenFile(file)
            server?.setToken(token)
          })
        }
        reloaded('allowed', () => sessions.allow(readAllowRules(options.allowLists)))
      },
      close: () => scope.close(),
    }
  } catch (error) {
    await scope.close()
    throw error
  }
}

/** Null where none is asked for. */
async function tokenOf(
  { token, address }: DaemonOptions,
  parts: Parameters<typeof keptToken>[1],
): Promise<string | null> {
  switch (token.is) {
    case 'given':
    case 'file':
      return token.token
    case 'keychain':
      return keptToken(address, parts)
    case 'nobody':
      return null
    case 'written':
      throw new Error('a token that is written is known by whoever wrote it')
  }
}
