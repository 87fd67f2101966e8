import type { EndpointDescription } from 'node-opcua-client'
import { createClient } from './client'
import { toFailure } from './failures'
import type { KeyPair } from './keyPair'
import { RequestFailure } from './requestFailure'
import { withLimit } from './withLimit'

const CLOSING = 700

/**
 * What a server offers (GetEndpoints, OPC 10000-4, 5.5.4), asked over a channel without security, as JSON text of plain
 * EndpointDescriptions (session-daemon 5). Nothing in it is proven; certificates are judged when a link is opened.
 */
export async function endpointsOf(
  url: string,
  { timeout, keyPair }: { timeout: number; keyPair: KeyPair },
): Promise<string> {
  const { client } = createClient(
    {
      endpointUrl: url,
      timeout,
      security: { policy: 'http://opcfoundation.org/UA/SecurityPolicy#None', mode: 1 },
      identity: { is: 'anonymous' },
      application: null,
      trust: { policy: 'none', accept: 'no', trusted: [], rejected: [], known: [], authorities: [] },
    },
    keyPair,
  )
  try {
    const ask = async () => {
      await client.connect(url)
      return client.getEndpoints({ endpointUrl: url })
    }
    return JSON.stringify((await withLimit(ask(), timeout)).map(plainEndpoint))
  } catch (error) {
    throw error instanceof RequestFailure ? error : toFailure(error, false)
  } finally {
    void withLimit(client.disconnect(), CLOSING).catch(() => undefined)
  }
}

/** Plain shape of an EndpointDescription (session-daemon 5); the certificate in base64, null where there is none. */
export function plainEndpoint(endpoint: EndpointDescription): object {
  const { serverCertificate } = endpoint
  return {
    endpointUrl: endpoint.endpointUrl,
    serverCertificate: serverCertificate?.length ? serverCertificate.toString('base64') : null,
    securityMode: endpoint.securityMode,
    securityPolicyUri: endpoint.securityPolicyUri,
    securityLevel: endpoint.securityLevel,
    transportProfileUri: endpoint.transportProfileUri,
    userIdentityTokens: (endpoint.userIdentityTokens ?? []).map((token) => ({
      policyId: token.policyId,
      tokenType: token.tokenType,
      issuedTokenType: token.issuedTokenType,
      issuerEndpointUrl: token.issuerEndpointUrl,
      securityPolicyUri: token.securityPolicyUri,
    })),
  }
}
