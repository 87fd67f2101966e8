import { createClient } from './client'
import { toFailure } from './failures'
import type { KeyPair } from './keyPair'
import { endpointText } from './methods/endpoints'
import { RequestFailure } from './requestFailure'
import { plain } from './values/plain'
import { listText } from './values/text'
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
    return listText(await withLimit(ask(), timeout), (endpoint) => endpointText(plain, endpoint))
  } catch (error) {
    throw error instanceof RequestFailure ? error : toFailure(error, false)
  } finally {
    void withLimit(client.disconnect(), CLOSING).catch(() => undefined)
  }
}
