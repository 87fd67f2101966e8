import type { PrivateKey } from 'node-opcua-crypto'
import {
  ClientSecureChannelLayer,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  StatusCodes,
  UserTokenType,
  type UserIdentityInfo,
} from 'node-opcua-client'
import { toDer } from './certificate'
import { applicationUri, keyPairOf, type KeyPair } from './keyPair'
import type { Identity, LinkFacts, LinkOptions } from './opcua'
import { RequestFailure } from './requestFailure'
import { judge } from './trust'

/** Asked for; servers grant what they like. */
const SESSION_TIMEOUT = 120_000
/** The library also ends a silent connection after this; a link asks for a sign of life long before. */
const SILENCE = 600_000
/** Bounds what one server can make us hold: 128 MiB a message, in chunks of 8 KiB at least (OPC 10000-6, 7.1.2.3). */
const TRANSPORT = {
  maxChunkCount: 16_384,
  maxMessageSize: 128 * 1024 * 1024,
  receiveBufferSize: 65_535,
  // The library takes a buffer of this size for every request, however small; most are of a hundred bytes.
  sendBufferSize: 8192,
}

// The library stretches every limit to five seconds otherwise.
ClientSecureChannelLayer.minTransactionTimeout = 200
// And believes no server that grants a session less than half a minute.
OPCUAClient.minimumRevisedSessionTimeout = 100

type Trusted = NonNullable<LinkFacts['serverCertificate']>

/**
 * A client of the library that tries everything once: no reconnecting, no repeated requests, no keep-alive of its own. The
 * server's certificate is judged before anything but the handshake is sent; `verdict` says how, or throws why not.
 */
export function createClient(
  options: LinkOptions,
  keyPair: KeyPair,
): { client: OPCUAClient; verdict: () => Trusted | null } {
  const { security, timeout } = options
  let trusted: Trusted | null = null
  let refused: RequestFailure | undefined
  const check = (shown: Buffer | Buffer[]) => {
    try {
      trusted = judge(Array.isArray(shown) ? Buffer.concat(shown) : shown, options.trust, Date.now())
      return StatusCodes.Good
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error
      refused = error
      return StatusCodes.BadCertificateUntrusted
    }
  }
  const client = OPCUAClient.create({
    applicationName: 'Keyswitch',
    applicationUri: applicationUri(),
    clientName: 'Keyswitch',
    connectionStrategy: { maxRetry: 0, initialDelay: 1, maxDelay: 1 },
    securityMode: modeOf(security.mode),
    securityPolicy: policyOf(security.policy),
    endpointMustExist: false,
    keepSessionAlive: false,
    // A session is closed by hand; a dead link must not wait for answers.
    keepPendingSessionsOnDisconnect: true,
    requestedSessionTimeout: SESSION_TIMEOUT,
    transportTimeout: SILENCE,
    defaultTransactionTimeout: timeout,
    transportSettings: TRANSPORT,
    certificateKeyPairProvider: keyPair,
    clientCertificateManager: certificateStore(check),
  })
  return {
    client,
    verdict() {
      if (refused) throw refused
      return trusted
    },
  }
}

/** Who logs in, as the library takes it. */
export function identityOf(identity: Identity): UserIdentityInfo {
  switch (identity.is) {
    case 'anonymous':
      return { type: UserTokenType.Anonymous }
    case 'user-name':
      return { type: UserTokenType.UserName, userName: identity.name, password: identity.password }
    case 'certificate': {
      const pair = keyPairOf(toDer(identity.certificate), identity.privateKey)
      return {
        type: UserTokenType.Certificate,
        certificateData: pair.getCertificate(),
        privateKey: pemOf(pair.getPrivateKey()),
      }
    }
  }
}

function pemOf({ hidden }: PrivateKey): string {
  return typeof hidden === 'string' ? hidden : hidden.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function modeOf(mode: LinkOptions['security']['mode']): MessageSecurityMode {
  return { 1: MessageSecurityMode.None, 2: MessageSecurityMode.Sign, 3: MessageSecurityMode.SignAndEncrypt }[mode]
}

function policyOf(uri: string): SecurityPolicy {
  if (uri !== 'invalid' && Object.values<string>(SecurityPolicy).includes(uri)) return uri as SecurityPolicy
  throw new RequestFailure('ConfigurationException', 'This security policy is not known here.', { sent: false })
}

/** Keeps nothing: what is trusted is decided by the rule of each session. Our own certificate is not looked at. */
function certificateStore(check: (shown: Buffer | Buffer[]) => typeof StatusCodes.Good) {
  const nothing = () => Promise.resolve()
  return {
    referenceCounter: 0,
    initialize: nothing,
    dispose: nothing,
    checkCertificate: (shown: Buffer | Buffer[]) => Promise.resolve(check(shown)),
    verifyCertificate: () => Promise.resolve('Good'),
    trustCertificate: nothing,
    rejectCertificate: nothing,
    getTrustStatus: () => Promise.resolve(StatusCodes.Good),
    addIssuer: nothing,
    addRevocationList: nothing,
  }
}
