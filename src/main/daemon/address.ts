import { isIPv4, isIPv6 } from 'node:net'
import { isAbsolute, join, posix } from 'node:path'

/** Where a daemon listens and a program connects. `host` is a literal loopback address, never a name. */
export type Address =
  { is: 'unix'; path: string } | { is: 'pipe'; name: string } | { is: 'tcp'; host: string; port: number }

/** An address that is none, or that others than this machine could reach; the message is one line for a person. */
export class AddressRefused extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'AddressRefused'
  }
}

const PIPE_FOLDER = '\\\\.\\pipe\\'

/** The same for listening and connecting (session-daemon 7, 5); AddressRefused for anything but a local place. */
export function parseAddress(text: string, platform: NodeJS.Platform = process.platform): Address {
  if (text.startsWith('tcp://')) return parseTcp(text.slice('tcp://'.length))
  if (text.startsWith('pipe:')) return pipe(text.slice('pipe:'.length), platform)
  if (text.startsWith(PIPE_FOLDER)) return pipe(text.slice(PIPE_FOLDER.length), platform)
  if (text.startsWith('unix://')) return unix(text.slice('unix://'.length), platform)
  if (text.startsWith('/')) return unix(text, platform)
  throw new AddressRefused(
    'it takes unix:///absolute/path, an absolute path, tcp://127.0.0.1:PORT, tcp://[::1]:PORT or, on Windows, pipe:NAME',
  )
}

/** As `parseAddress` reads it. */
export function writeAddress(address: Address): string {
  switch (address.is) {
    case 'unix':
      return `unix://${address.path}`
    case 'pipe':
      return `pipe:${address.name}`
    case 'tcp':
      return `tcp://${isIPv6(address.host) ? `[${address.host}]` : address.host}:${address.port}`
  }
}

/** What Node listens on or connects to. */
export function netOptions(address: Address): { path: string } | { host: string; port: number } {
  switch (address.is) {
    case 'unix':
      return { path: address.path }
    case 'pipe':
      return { path: PIPE_FOLDER + address.name }
    case 'tcp':
      return { host: address.host, port: address.port }
  }
}

/**
 * 127.0.0.0/8 as four decimal parts, ::1 and ::ffff:127.0.0.0/104 however they are spelled, and `localhost` (seed 000, 5).
 * No name is looked up: what merely resolves to this machine today may resolve elsewhere tomorrow.
 */
export function isLoopback(host: string): boolean {
  return loopbackAddress(host) !== undefined
}

export type Surroundings = {
  environment: NodeJS.ProcessEnv
  stateFolder: string
  platform?: NodeJS.Platform
  user?: string
}

/** The folder for sockets, locks and tokens of this person (session-daemon 1). */
export function runtimeFolder({ environment, stateFolder }: Pick<Surroundings, 'environment' | 'stateFolder'>): string {
  const given = environment['XDG_RUNTIME_DIR']
  // A relative one is to be ignored (XDG base directory specification).
  return given !== undefined && isAbsolute(given) ? join(given, 'keyswitch') : join(stateFolder, 'run')
}

export function defaultAddress(surroundings: Surroundings): Address {
  const { platform = process.platform, user = '' } = surroundings
  if (platform === 'win32') return { is: 'pipe', name: `keyswitch-${user.replaceAll(/[^\w.-]/g, '_').slice(0, 64)}` }
  return { is: 'unix', path: join(runtimeFolder(surroundings), 'keyswitch.sock') }
}

function parseTcp(rest: string): Address {
  const [, six, four, digits] = /^(?:\[([^[\]]*)\]|([^:[\]]*)):(\d{1,5})$/.exec(rest) ?? []
  const port = Number(digits)
  if (digits === undefined || port > 65_535)
    throw new AddressRefused('over TCP it takes tcp://127.0.0.1:PORT or tcp://[::1]:PORT')
  const host = six !== undefined && !isIPv6(six) ? undefined : loopbackAddress(six ?? four ?? '')
  if (host === undefined) {
    throw new AddressRefused('over TCP it takes addresses of this machine only, such as tcp://127.0.0.1:9990')
  }
  return { is: 'tcp', host, port }
}

function unix(path: string, platform: NodeJS.Platform): Address {
  if (platform === 'win32') throw new AddressRefused('on Windows it takes pipe:NAME or tcp://127.0.0.1:PORT')
  if (!path.startsWith('/') || path.endsWith('/') || path.includes('\0')) {
    throw new AddressRefused('a socket needs the absolute path of a file, such as unix:///run/user/1000/keyswitch.sock')
  }
  return { is: 'unix', path: posix.normalize(path) }
}

/** A name only: a backslash could lead to another machine's pipes. */
function pipe(name: string, platform: NodeJS.Platform): Address {
  if (platform !== 'win32') throw new AddressRefused('pipes are for Windows; here it takes unix:///absolute/path')
  if (!/^[\w.-]{1,200}$/.test(name)) throw new AddressRefused('the name of a pipe is letters, digits, “.”, “_” and “-”')
  return { is: 'pipe', name }
}

/** The one spelling of a loopback address; undefined for every other host. */
function loopbackAddress(host: string): string | undefined {
  // Never through DNS or the hosts file: both can say something else.
  if (host === 'localhost') return '127.0.0.1'
  if (isFour(host)) return host
  // Of addresses with a zone (`::1%eth0`) a URL knows nothing.
  if (!isIPv6(host) || host.includes('%')) return undefined
  const { hostname } = new URL(`http://[${host}]`)
  if (hostname === '[::1]') return '::1'
  const [, high, low] = /^\[::ffff:(7f[\da-f]{2}):([\da-f]{1,4})\]$/.exec(hostname) ?? []
  if (high === undefined || low === undefined) return undefined
  const bits = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return bits.flatMap((part) => [part >> 8, part & 0xff]).join('.')
}

/** Other spellings of IPv4 (`127.1`, `0x7f.0.0.1`, `127.0.0.01`) mean different things to different programs. */
function isFour(host: string): boolean {
  return /^127(?:\.(?:0|[1-9]\d{0,2})){3}$/.test(host) && isIPv4(host)
}
