import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OPCUACertificateManager } from 'node-opcua-certificate-manager'
import {
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  UserTokenType,
  type ClientSession,
  type UserIdentityInfo,
} from 'node-opcua-client'

export type DirectClientOptions = {
  policy?: SecurityPolicy
  mode?: MessageSecurityMode
  user?: UserIdentityInfo
  sessionTimeout?: number
}

/** A session of the library's own client, without any part of the program; it tries nothing twice. */
export type DirectClient = { client: OPCUAClient; session: ClientSession; close(): Promise<void> }

/** Connects to a server; the client's certificate lies in a temp folder that `close` removes. */
export async function connectDirectly(endpointUrl: string, options: DirectClientOptions = {}): Promise<DirectClient> {
  const folder = await mkdtemp(join(tmpdir(), 'keyswitch-client-'))
  const client = OPCUAClient.create({
    endpointMustExist: false,
    connectionStrategy: { maxRetry: 0 },
    clientCertificateManager: new OPCUACertificateManager({
      rootFolder: folder,
      automaticallyAcceptUnknownCertificate: true,
      disableFileWatchers: true,
    }),
    securityPolicy: options.policy ?? SecurityPolicy.None,
    securityMode: options.mode ?? MessageSecurityMode.None,
    requestedSessionTimeout: options.sessionTimeout ?? 60_000,
  })
  const end = async () => {
    await client.disconnect()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await client.connect(endpointUrl)
    const session = await client.createSession(options.user ?? { type: UserTokenType.Anonymous })
    return {
      client,
      session,
      close: async () => {
        // What the server has forgotten needs no goodbye.
        await session.close().catch(() => undefined)
        await end()
      },
    }
  } catch (error) {
    await end()
    throw error
  }
}
