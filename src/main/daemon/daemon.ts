import { randomBytes } from 'node:crypto'
import { describeFault } from '../bridge/fault'
import { createScope } from '../scope'
import { writeAddress } from './address'
import { readAllowRules } from './allowLists'
import { claimSocket } from './instance'
import type { Probe } from './lockFile'
import { OptionRefused } from './optionRefused'
import type { DaemonOptions } from './options'
import { writeOwnToken } from './ownToken'
import { createDaemonServer, type DaemonParts } from './server'
import { readTokenFile } from './tokenFile'

/** What the socket is made of, and what it was started with. */
export type StartParts = Omit<DaemonParts, 'maxConnections'> & {
  options: DaemonOptions
  random?: (bytes: number) => Buffer
  /** Whether a process exists. */
  probe?: Probe
}

/** A daemon to which programs can connect. */
export type Daemon = {
  /** As `--socket` takes it, with the port that was really taken. */
  readonly address: string
  /** Where the token lies that clients need; null where it came another way, or there is none. */
  readonly tokenFile: string | null
  readonly peers: number
  /** Told after `peers` has changed. Returns its own unsubscribe. */
  onChange(listener: () => void): () => void
  /** Reads the token file and the lists of what is allowed again; what cannot be read stays as it was. */
  reload(): Promise<void>
  /** Answers what is pending within a second, then removes socket, lock and token. */
  close(): Promise<void>
}

/** Claims the socket and listens. StartRefused when that cannot be; nothing is left then. */
export async function startDaemon({ options, random = randomBytes, probe, ...parts }: StartParts): Promise<Daemon> {
  const { sessions, log } = parts
  const scope = createScope()
  const probing = probe === undefined ? {} : { probe }
  try {
    const claim = await claimSocket(options.address, { runtimeFolder: options.runtimeFolder, ...probing })
    scope.add(() => claim.release())
    const own = options.token.is === 'written' ? writeOwnToken(claim.folder, { random, ...probing }) : undefined
    if (own) scope.add(() => own.remove())
    const server = createDaemonServer({ ...parts, maxConnections: options.maxConnections })
    scope.add(() => server.close())
    sessions.allow(options.allow)
    server.setToken(own?.token ?? tokenIn(options))
    const address = writeAddress(await claim.listen(server.server, options.socketMode))
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
      address,
      tokenFile,
      get peers() {
        return server.peers
      },
      onChange: (listener) => server.onChange(listener),
      async reload() {
        const { token } = options
        if (token.is === 'file') reloaded('token file', () => server.setToken(readTokenFile(token.file)))
        reloaded('allowed', () => sessions.allow(readAllowRules(options.allowLists)))
      },
      close: () => scope.close(),
    }
  } catch (error) {
    await scope.close()
    throw error
  }
}

function tokenIn({ token }: DaemonOptions): string | null {
  return token.is === 'given' || token.is === 'file' ? token.token : null
}
