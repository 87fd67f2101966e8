import { AppError } from '../../contract/errors'
import type { Handlers } from '../bridge/handler'
import { inWords } from './sessionErrors'
import type { TrustStore } from './trustStore'

type CertificateMethod = `certificates.${'list' | 'trust' | 'reject' | 'forget'}`

/** What a person decides about certificates of servers. */
export function certificateHandlers(trustStore: TrustStore): Pick<Handlers, CertificateMethod> {
  async function decided(fingerprint: string, decide: () => Promise<boolean>) {
    const found = await inWords({}, decide)
    if (!found) throw new AppError('not-found', { subject: 'certificate', name: fingerprint })
    return {}
  }
  return {
    'certificates.list': async () => ({ certificates: await inWords({}, () => trustStore.list()) }),
    'certificates.trust': ({ fingerprint }) => decided(fingerprint, () => trustStore.trust(fingerprint)),
    'certificates.reject': ({ fingerprint }) => decided(fingerprint, () => trustStore.reject(fingerprint)),
    'certificates.forget': ({ fingerprint }) => decided(fingerprint, () => trustStore.forget(fingerprint)),
  }
}
