import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Peer } from './handler'

/** Who may come in on loopback: whoever opened the printed address, once, and then carries the cookie it gave. */
export type Admission = {
  /** A new way in; the one before, if nobody used it, ends. */
  newToken(): string
  /** The cookie for whoever brings the token, once; undefined for a wrong or used one. */
  enter(token: string): string | undefined
  /** Whose cookie this is. */
  peerOf(cookies: string | undefined): Peer | undefined
}

/** The name holds the port because cookies of one host are shared among all its ports. */
export function createAdmission(port: number): Admission {
  const cookieName = `keyswitch-${port}`
  const peers: { digest: Buffer; peer: Peer }[] = []
  let expected: Buffer | undefined
  return {
    newToken() {
      const token = secret()
      expected = digestOf(token)
      return token
    },
    enter(token) {
      if (!expected || !timingSafeEqual(expected, digestOf(token))) return undefined
      expected = undefined
      const value = secret()
      peers.push({ digest: digestOf(value), peer: { id: `browser-${peers.length + 1}`, face: 'browser' } })
      return `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict`
    },
    peerOf(cookies = '') {
      const digests = cookies
        .split(';')
        .map((cookie) => cookie.trim())
        .filter((cookie) => cookie.startsWith(`${cookieName}=`))
        .map((cookie) => digestOf(cookie.slice(cookieName.length + 1)))
      return peers.find((known) => digests.some((digest) => timingSafeEqual(known.digest, digest)))?.peer
    },
  }
}

/**
 * Whether a request comes from somewhere else than the page itself or a person's own address bar: another Host (a name
 * that was made to point here), another Origin, or a browser that says so. `host` is what was printed. Pure.
 */
export function isForeign(headers: IncomingHttpHeaders, host: string, kind: 'page' | 'call'): boolean {
  if (headers.host !== host) return true
  if (headers.origin !== undefined && headers.origin !== `http://${host}`) return true
  const site = headers['sec-fetch-site']
  return site !== undefined && site !== 'same-origin' && !(kind === 'page' && site === 'none')
}

function secret(): string {
  return randomBytes(32).toString('base64url')
}

/** Digests are of one length, so comparing them takes one time. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
