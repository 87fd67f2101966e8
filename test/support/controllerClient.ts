import { generateKeyPair } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
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

let key: Promise<string> | undefined

/** Making a key takes longer than anything else here: one for each test file is enough. */
async function privateKey(): Promise<string> {
  key ??= promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).then((pair) => pair.privateKey)
  return key
}

/** Connects to a server; the client's certificate lies in a temp folder that `close` removes. */
export async function connectDirectly(endpointUrl: string, options: DirectClientOptions = {}): Promise<DirectClient> {
  const folder = await mkdtemp(join(tmpdir(), 'keyswitch-client-'))
  await mkdir(join(folder, 'own/private'), { recursive: true })
  await writeFile(join(folder, 'own/private/private_key.pem'), await privateKey())
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

/** Sends a request that the client has no method for, on the way of all the others. */
export async function perform<Response>(
  { session }: DirectClient,
  request: object,
  kind: new () => Response,
): Promise<Response> {
  const inner = session as unknown as { performMessageTransaction(request: object): Promise<unknown> }
  const response = await inner.performMessageTransaction(request)
  if (response instanceof kind) return response
  throw new Error(`answered with ${String(response)}`)
}
