import { createHash, randomBytes } from 'node:crypto'
import type { LoginType } from './loginType'
import { base64Bytes, passwordText } from './secretText'

/** The password, its length before it and zeros behind it, so that the answer does not show how long it is. */
const ANSWER_BYTES = 64
const CHALLENGE_BYTES = 32

/**
 * The `legacy` login for clients that know nothing better (seed 003, 2.1). It protects against nothing: whoever sees both
 * texts has the password. That it works once only keeps a recorded answer from being sent again.
 */
export function createLegacyLogin(): LoginType<Uint8Array> {
  return {
    id: 'legacy',
    async begin() {
      const challenge = randomBytes(CHALLENGE_BYTES)
      return { texts: { challenge: challenge.toString('base64') }, state: challenge }
    },
    async finish(challenge, answer) {
      const hidden = base64Bytes(answer['password'])
      if (hidden?.length !== ANSWER_BYTES) return undefined
      const stream = streamOf(challenge)
      const [length = 0, ...shown] = hidden.map((byte, index) => byte ^ (stream[index] ?? 0))
      if (shown.slice(length).some((byte) => byte !== 0)) return undefined
      const password = passwordText(Uint8Array.from(shown.slice(0, length)))
      return password === undefined ? undefined : { is: 'password', password }
    },
  }
}

/** SHA-256(challenge ‖ counter) for the counters 0 and 1, each four bytes, the highest first. */
function streamOf(challenge: Uint8Array): Uint8Array {
  return Buffer.concat(
    [0, 1].map((counter) =>
      createHash('sha256')
        .update(challenge)
        .update(Uint8Array.of(0, 0, 0, counter))
        .digest(),
    ),
  )
}
