import type { Link, LinkOptions, OpcUa } from '../opcua/opcua'
import { RequestFailure } from '../opcua/requestFailure'
import type { CertificateFiles } from './certificateFiles'
import type { EndpointAddress } from './endpointRules'
import { behaviourOf, securityOf, timeoutOf, trustPolicyOf, type OpenConfig } from './openConfig'
import type { TrustStore } from './trustStore'

/** Fields are what happened: never an address, a path, or what somebody typed. */
export type SessionLog = { write(level: 'info' | 'warn' | 'error', message: string, fields: object): void }

/** A session as it was asked for. */
export type WantedSession = { endpoint: EndpointAddress; config: OpenConfig; files: CertificateFiles }

/**
 * Makes a link for a session by the rules of trust as they are now, and remembers the certificate that the server has
 * shown, also where it was refused.
 */
export async function connectLink(
  { endpoint, config, files }: WantedSession,
  { opcua, trustStore, log }: { opcua: OpcUa; trustStore: TrustStore; log: SessionLog },
  signal: AbortSignal,
): Promise<Link> {
  const policy = trustPolicyOf(config)
  const storePath = files.trustStorePath
  const trust = await trustStore.ruleFor({
    endpointUrl: endpoint.key,
    policy,
    storePath,
    autoAccept: config.autoAccept ?? false,
    autoAcceptForce: config.autoAcceptForce ?? false,
    authorities: files.authorities,
  })
  const seen = (certificate: { fingerprint: string; der: string }, accepted: boolean) =>
    trustStore.record({ endpointUrl: endpoint.key, certificate, accepted, storePath })
  const options: LinkOptions = {
    endpointUrl: endpoint.url,
    timeout: timeoutOf(config),
    security: securityOf(config),
    identity: identityOf(config, files),
    application: files.application,
    trust,
    behaviour: behaviourOf(config),
  }
  let link: Link
  try {
    link = await opcua.open(options, signal)
  } catch (error) {
    if (error instanceof RequestFailure && error.facts.certificate)
      await noted(seen(error.facts.certificate, false), log)
    throw error
  }
  const certificate = link.facts.serverCertificate
  if (certificate?.trust === 'new' || certificate?.trust === 'changed') await kept(seen(certificate, true), link)
  else if (certificate) void noted(seen(certificate, false), log)
  return link
}

/** A list of what was seen that cannot be written keeps nobody from working. */
async function noted(writing: Promise<void>, log: SessionLog): Promise<void> {
  try {
    await writing
  } catch {
    log.write('warn', 'a server certificate could not be noted', {})
  }
}

/** Trust that cannot be remembered would let another certificate pass the next time. */
async function kept(writing: Promise<void>, link: Link): Promise<void> {
  try {
    await writing
  } catch {
    await link.close()
    throw new RequestFailure('ConfigurationException', 'The trust store cannot be written.', { sent: false })
  }
}

function identityOf(config: OpenConfig, files: CertificateFiles): LinkOptions['identity'] {
  const { username, password } = config
  if (username !== undefined && password !== undefined) return { is: 'user-name', name: username, password }
  return files.user ? { is: 'certificate', ...files.user } : { is: 'anonymous' }
}
