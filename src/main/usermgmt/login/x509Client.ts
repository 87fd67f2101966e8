import { createPrivateKey, sign, X509Certificate, type KeyObject } from 'node:crypto'
import { AppError } from '../../../contract/errors'
import type { LoginTexts } from '../../../contract/login'
import { base64Bytes } from './secretText'
import { proofOf, provedText } from './x509Proof'

/** PEM each; of several certificates the first counts. */
export type X509Credentials = { certificate: string; key: string; passphrase?: string }

/** The client's half of the `x509` login. Fails with `invalid-input` for what cannot be read or does not belong together. */
export function answerX509(challenge: LoginTexts, credentials: X509Credentials): LoginTexts {
  const bytes = base64Bytes(challenge['challenge'])
  if (bytes === undefined) throw new AppError('invalid-input', { fields: ['challenge.challenge'] })
  const certificate = certificateOf(credentials.certificate)
  const key = keyOf(credentials)
  const proof = proofOf(certificate)
  if (proof === undefined) throw new AppError('invalid-input', { fields: ['certificate'] })
  if (!certificate.checkPrivateKey(key)) throw new AppError('invalid-input', { fields: ['key'] })
  return {
    certificate: certificate.raw.toString('base64'),
    signature: sign(proof.digest, provedText(bytes), key).toString('base64'),
  }
}

function certificateOf(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch {
    throw new AppError('invalid-input', { fields: ['certificate'] })
  }
}

/** Its own failures say too much: whether it was the passphrase, and where in the file. */
function keyOf({ key, passphrase }: X509Credentials): KeyObject {
  try {
    return createPrivateKey({ key, ...(passphrase !== undefined && { passphrase }) })
  } catch {
    throw new AppError('invalid-input', { fields: ['key'] })
  }
}
