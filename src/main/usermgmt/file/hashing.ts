import { scrypt, timingSafeEqual } from 'node:crypto'
import type { ScryptCost, ScryptCredential } from './userRows'

/** Password hashes, never more at once than allowed, so that logins cannot exhaust memory (user-management 7). */
export type Hashing = {
  /** 64 bytes in hex. */
  hash(password: string, salt: string, cost: ScryptCost): Promise<string>
  /** Takes as long without a credential as with one of the usual cost; undefined never verifies. */
  verify(password: string, credential: ScryptCredential | undefined): Promise<boolean>
}

/** Cost of new hashes, as controllers write them. */
export const NEW_COST: ScryptCost = { N: 32768, r: 8, p: 1 }
export const SALT_BYTES = 8
export const HASH_BYTES = 64
/** A damaged or hostile row must not take the machine's memory: 128 · N · r bytes are needed, 32 MB at the usual cost. */
const MEMORY_LIMIT = 256 * 1024 * 1024
const NOBODY = { salt: '0000000000000000', hash: '00'.repeat(HASH_BYTES), time: 0 }

/** `usual`: the cost of what is hashed where there is no credential; that of the hashes in the database. */
export function createHashing({ concurrency, usual = NEW_COST }: { concurrency: number; usual?: ScryptCost }): Hashing {
  const nobody: ScryptCredential = { ...NOBODY, cost: usual }
  const waiting: (() => void)[] = []
  let running = 0

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= concurrency) await new Promise<void>((turn) => waiting.push(turn))
    else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }

  return {
    hash: async (password, salt, cost) => (await inTurn(() => derive(password, salt, cost))).toString('hex'),
    async verify(password, credential) {
      const usable = credential !== undefined && canBeComputed(credential.cost)
      const { salt, hash, cost } = usable ? credential : nobody
      const derived = await inTurn(() => derive(password, salt, cost))
      return timingSafeEqual(derived, Buffer.from(hash, 'hex')) && usable
    },
  }
}

/** The salt enters scrypt as the bytes its hex digits stand for: *unverified against a controller* (user-management 5). */
function saltBytes(salt: string): Buffer {
  return Buffer.from(salt, 'hex')
}

function derive(password: string, salt: string, { N, r, p }: ScryptCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(Buffer.from(password), saltBytes(salt), HASH_BYTES, { N, r, p, maxmem: 2 * MEMORY_LIMIT }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

function canBeComputed({ N, r, p }: ScryptCost): boolean {
  return N > 1 && Number.isInteger(Math.log2(N)) && r > 0 && p > 0 && p <= 16 && 128 * N * r <= MEMORY_LIMIT
}
