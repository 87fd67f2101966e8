import type { Endpoint, Security, SecurityMode } from '../../../contract/sessions'

/** Policies that OPC Foundation has retired (OPC 10000-7, 6.6): broken or close to it. */
const OLD = new Set(['Basic128Rsa15', 'Basic256'])
const MODE_RANK: Record<SecurityMode, number> = { none: 0, sign: 1, 'sign-and-encrypt': 2 }
const POLICY_RANK = [
  'None',
  'Basic128Rsa15',
  'Basic256',
  'Basic256Sha256',
  'Aes128_Sha256_RsaOaep',
  'Aes256_Sha256_RsaPss',
]

export function isOld({ policy }: Security): boolean {
  return OLD.has(policy)
}

/** Tells two securities apart. */
export function securityKey({ policy, mode }: Security): string {
  return `${mode} ${policy}`
}

/** One endpoint per security, the strongest first: by mode, outdated policies last, then the server's own ranking. */
export function strongestFirst(endpoints: readonly Endpoint[]): Endpoint[] {
  const found = new Map<string, Endpoint>()
  for (const endpoint of endpoints) {
    const key = securityKey(endpoint.security)
    const known = found.get(key)
    // A server lists the same security once per address; what it accepts from users may differ.
    if (!known) found.set(key, endpoint)
    else found.set(key, { ...known, users: [...new Set([...known.users, ...endpoint.users])] })
  }
  return [...found.values()].toSorted(
    (a, b) =>
      MODE_RANK[b.security.mode] - MODE_RANK[a.security.mode] ||
      Number(isOld(a.security)) - Number(isOld(b.security)) ||
      b.level - a.level ||
      POLICY_RANK.indexOf(b.security.policy) - POLICY_RANK.indexOf(a.security.policy),
  )
}

/** What is wrong with an address, if anything. */
export function urlFault(url: string): 'scheme' | 'secret' | undefined {
  const [, authority] = /^opc\.tcp:\/\/([^/\s]+)\S*$/iu.exec(url) ?? []
  if (authority === undefined) return 'scheme'
  return authority.includes('@') ? 'secret' : undefined
}

export const USER_KINDS = ['anonymous', 'user-name'] as const
export type UserKind = (typeof USER_KINDS)[number]

/** The wanted way to log in where the endpoint offers it, else one that it does. */
export function userKindOf(endpoint: Endpoint | undefined, wanted: UserKind | undefined): UserKind | undefined {
  if (!endpoint) return wanted
  if (wanted && endpoint.users.includes(wanted)) return wanted
  return USER_KINDS.find((kind) => endpoint.users.includes(kind))
}
