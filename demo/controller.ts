import { MessageSecurityMode, SecurityPolicy, setErrorLogger, setWarningLogger } from 'node-opcua-client'
import { OPCUAServer, RegisterServerMethod } from 'node-opcua-server'
import { APPLICATION_URI, openCertificates, type CertificateFiles } from './certificates'
import { control, type Controls } from './controls'
import { openGate, PERSON, USERS, type DemoUser } from './users'
import { addTypes, addFolder, addVariable } from './variables'
import { DataType } from 'node-opcua-client'

export type ControllerOptions = {
  /** Where its certificates and keys are made, and used again at the next start; nothing is written elsewhere. */
  folder: string
  /** 0 takes any free one. */
  port?: number
}

export type Controller = Controls & {
  endpointUrl: string
  port: number
  users: readonly DemoUser[]
  /** What the person with a certificate logs in with. */
  person: CertificateFiles
  /** Of the server itself, PEM. */
  certificate: string
  /** Somebody disabled is refused from then on; with `endSessions` their sessions end too. */
  setUserEnabled(name: string, enabled: boolean): void
  close(): Promise<void>
}

/** An OPC UA server on 127.0.0.1 with something of everything, for trying the program and for its tests. */
export async function startController({ folder, port = 0 }: ControllerOptions): Promise<Controller> {
  // The library prints certificates, names and stacks to the terminal; what matters here is answered to the client.
  for (const setLogger of [setErrorLogger, setWarningLogger]) setLogger(() => undefined)
  const certificates = await openCertificates(folder, PERSON)
  const gate = openGate()
  const server = new OPCUAServer({
    host: '127.0.0.1',
    hostname: '127.0.0.1',
    port,
    certificateFile: certificates.server.certificate,
    privateKeyFile: certificates.server.privateKey,
    serverCertificateManager: certificates.programs,
    userCertificateManager: certificates.people,
    serverInfo: {
      applicationUri: APPLICATION_URI,
      productUri: 'urn:keyswitch:demo',
      applicationName: { text: 'Keyswitch demo controller' },
    },
    buildInfo: {
      productName: 'Keyswitch demo controller',
      manufacturerName: 'Keyswitch',
      softwareVersion: '1.2.3',
      buildNumber: '45',
      buildDate: new Date(Date.UTC(2024, 1, 29, 12)),
    },
    registerServerMethod: RegisterServerMethod.HIDDEN,
    securityPolicies: [
      SecurityPolicy.None,
      SecurityPolicy.Basic256Sha256,
      SecurityPolicy.Aes128_Sha256_RsaOaep,
      SecurityPolicy.Aes256_Sha256_RsaPss,
    ],
    securityModes: [MessageSecurityMode.None, MessageSecurityMode.Sign, MessageSecurityMode.SignAndEncrypt],
    allowAnonymous: true,
    userManager: gate,
    maxConnectionsPerEndpoint: 1000,
    serverCapabilities: { maxSessions: 1000, maxSubscriptions: 10_000, maxSubscriptionsPerSession: 1000 },
  })
  await server.initialize()
  const { addressSpace } = server.engine
  if (!addressSpace) throw new Error('The server has no address space.')
  const namespace = addressSpace.registerNamespace('urn:keyswitch:demo')
  const root = namespace.addFolder(addressSpace.rootFolder.objects, { browseName: 'Demo', nodeId: 's=Demo' })
  const plant = { namespace, root }
  addTypes(plant)
  addVariable(plant, addFolder(plant, '/Dev/PLC'), '/Dev/PLC/Speed', { dataType: DataType.Double, value: 1500 })
  await server.start()
  const controls = control(server)
  const endpointUrl = server.getEndpointUrl()
  return {
    ...controls,
    endpointUrl,
    port: Number(new URL(endpointUrl).port),
    users: USERS,
    person: certificates.person,
    certificate: certificates.server.certificate,
    setUserEnabled: (name, enabled) => gate.setEnabled(name, enabled),
    close: () => server.shutdown(0),
  }
}
