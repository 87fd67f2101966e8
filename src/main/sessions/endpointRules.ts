import { RequestFailure } from '../opcua/requestFailure'

export type EndpointAddress = {
  /** As it was given, without a name or password (seed 000, 3): for lists. */
  shown: string
  /** For connecting: with its port, without a name or password, which a server would get in clear otherwise. */
  url: string
  /** The same for every way to write one endpoint: lower case, with port, without the slash at the end. */
  key: string
  host: string
  port: number
  /** `name:password` that stood in it; only tells sessions apart. */
  credentials: string
}

const DEFAULT_PORT = 4840
const LONGEST = 4096
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])$/i
// The parser would drop some of these silently, and the library behind us might not.
const ODD = /[\p{Cc}\p{Zs}\\]/u

/** Reads an `opc.tcp` URL; fails with invalid_argument, which never repeats what was given. */
export function parseEndpoint(given: unknown): EndpointAddress {
  if (typeof given !== 'string' || given === '') throw refuse('endpointUrl must be an opc.tcp URL.')
  if (given.length > LONGEST || ODD.test(given)) throw refuse('endpointUrl is not a valid opc.tcp URL.')
  if (!URL.canParse(given)) throw refuse('endpointUrl is not a valid opc.tcp URL.')
  const url = new URL(given)
  if (url.protocol !== 'opc.tcp:') throw refuse('endpointUrl must begin with opc.tcp://')
  const host = url.hostname.toLowerCase()
  const port = url.port === '' ? DEFAULT_PORT : Number(url.port)
  if (!HOST.test(host) || port === 0) throw refuse('endpointUrl is not a valid opc.tcp URL.')
  const path = url.pathname + url.search
  const credentials = url.username + (url.password === '' ? '' : `:${url.password}`)
  return {
    shown: credentials === '' && !given.includes('@') ? given : `opc.tcp://${url.host}${path}`,
    url: `opc.tcp://${host}:${port}${path}`,
    key: `opc.tcp://${host}:${port}${path.endsWith('/') ? path.slice(0, -1) : path}`,
    host,
    port,
    credentials,
  }
}

/** Fails with invalid_argument where the rules do not allow the endpoint; asks no name server (session-daemon 1). */
export function checkAllowed(address: EndpointAddress, patterns: readonly string[] | undefined): void {
  if (!patterns) return
  const allowed = patterns.map(parsePattern).some((one) => {
    if (!one || (one.port !== null && one.port !== address.port)) return false
    return one.host.test(address.host)
  })
  if (!allowed) throw refuse('This endpoint is not allowed.')
}

/**
 * Whether a text is a pattern of allowed endpoints: `opc.tcp://host` for every port of a host, `opc.tcp://host:port` for
 * one; `*` in the host stands for any characters but a dot, and a whole host of `*` for any host.
 */
export function isEndpointPattern(text: string): boolean {
  return parsePattern(text) !== null
}

const PATTERN = /^opc\.tcp:\/\/([\w.*-]+|\[[\da-f:.]+\])(?::(\d{1,5}))?\/?$/i

function parsePattern(text: string): { host: RegExp; port: number | null } | null {
  const [, given, digits] = PATTERN.exec(text) ?? []
  if (given === undefined) return null
  const port = digits === undefined ? null : Number(digits)
  if (port === 0 || (port !== null && port > 65_535) || !URL.canParse(`opc.tcp://${given}`)) return null
  const host = new URL(`opc.tcp://${given}`).hostname.toLowerCase()
  if (host === '*') return { host: /^/, port }
  const pattern = host.split('*').map((part) => part.replaceAll(/[.[\]-]/g, String.raw`\$&`))
  return { host: new RegExp(`^${pattern.join('[^.]*')}$`), port }
}

function refuse(message: string): RequestFailure {
  return new RequestFailure('invalid_argument', message, { sent: false })
}
