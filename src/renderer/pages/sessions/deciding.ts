import type { Certificate } from '../../../contract/sessions'
import type { App } from '../../stores/app'
import type { Decision } from '../../stores/certificates'
import { asAppError } from '../../stores/loadable'
import { shortName } from './certificateWords'

/** Whether a decision about a certificate changes anything. */
export function canDecide(certificate: Certificate | undefined, decision: Decision): certificate is Certificate {
  if (!certificate) return false
  if (decision === 'trust') return certificate.trust !== 'trusted'
  return decision !== 'reject' || certificate.trust !== 'rejected'
}

/** Decides at once where little hangs on it; asks where a changed or refused certificate is trusted, or where sessions would end. */
export async function decide(app: App, certificate: Certificate, decision: Decision): Promise<void> {
  const { fingerprint, trust } = certificate
  if (decision !== 'trust' || trust === 'changed' || trust === 'rejected') {
    app.shell.getState().show({ is: 'decide', decision, fingerprint })
    return
  }
  try {
    await decideNow(app, certificate, decision)
  } catch (cause) {
    app.refused(asAppError(cause))
  }
}

/** Throws the refusal. */
export async function decideNow(app: App, certificate: Certificate, decision: Decision): Promise<void> {
  await app.station.certificates.getState().decide(decision, certificate.fingerprint)
  app.shell.getState().say({ is: 'decided', decision, name: shortName(certificate) })
}
