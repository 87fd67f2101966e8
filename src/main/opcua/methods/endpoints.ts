import {
  GetEndpointsRequest,
  GetEndpointsResponse,
  type EndpointDescription,
  type UserTokenPolicy,
} from 'node-opcua-client'
import { stringAt } from '../values/argument'
import type { Encoding } from '../values/encoding'
import { base64Text, listText, stringText } from '../values/text'
import type { MethodContext } from './context'
import { transact } from './transact'

/** getEndpoints(url, useCache = true) → EndpointDescriptions, asked of the session's server. */
export async function getEndpoints(
  context: MethodContext,
  [url]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const request = new GetEndpointsRequest({ endpointUrl: stringAt(url, 'endpointUrl'), localeIds: [], profileUris: [] })
  const { endpoints } = await transact(context, request, GetEndpointsResponse)
  return listText(endpoints, (endpoint) => endpointText(encoding, endpoint))
}

/** An EndpointDescription; the certificate is base64, null where there is none. */
export function endpointText(encoding: Encoding, endpoint: EndpointDescription): string {
  const certificate = endpoint.serverCertificate?.length ? endpoint.serverCertificate : null
  return encoding.shape('EndpointDescription', [
    ['endpointUrl', 'url', stringText(endpoint.endpointUrl)],
    ['serverCertificate', 'cert', base64Text(certificate)],
    ['securityMode', 'mode', String(endpoint.securityMode)],
    ['securityPolicyUri', 'policy', stringText(endpoint.securityPolicyUri)],
    ['securityLevel', 'level', String(endpoint.securityLevel)],
    ['transportProfileUri', 'profile', stringText(endpoint.transportProfileUri)],
    ['userIdentityTokens', 'tokens', listText(endpoint.userIdentityTokens, (token) => tokenText(encoding, token))],
  ])
}

function tokenText(encoding: Encoding, token: UserTokenPolicy): string {
  return encoding.shape('UserTokenPolicy', [
    ['policyId', 'policyId', stringText(token.policyId)],
    ['tokenType', 'tokenType', String(token.tokenType)],
    ['issuedTokenType', 'issuedType', stringText(token.issuedTokenType)],
    ['issuerEndpointUrl', 'issuer', stringText(token.issuerEndpointUrl)],
    ['securityPolicyUri', 'policy', stringText(token.securityPolicyUri)],
  ])
}
