import './quiet'
import { MessageSecurityMode, SecurityPolicy } from 'node-opcua-client'
import { OPCUAServer, RegisterServerMethod } from 'node-opcua-server'
import { APPLICATION_URI, openCertificates, type CertificateFiles } from './certificates'
import { control, type Controls } from './controls'
import { openGate, PERSON, USERS, type DemoUser } from './users'
import { addAlarms } from './alarms'
import { addBoundaries } from './boundaries'
import { addChanging } from './changing'
import { addHistory } from './history'
import { addMethods } from './methods'
import { addBulk, addGuarded, addNames, addSlow } from './names'
import { manageNodes } from './nodeManagement'
import { addTypes } from './variables'

export type ControllerOptions = {
  /** Where its certificates and keys are made, and used again at the next start; nothing is written elsewhere. */
  folder: string
  /** 0 takes any free one. */
  port?: number
  /** Milliseconds between two changes of everything that changes by itself; 500 unless told. */
  rate?: number
  /** Machines with 28 variables each; 25 unless told. */
  machines?: number
  /** Children of the folder `Wide`; 5 000 unless told. */
  children?: number
  /** Folders below one another in `Deep`; 50 unless told. */
  depth?: number
  /** Prefilled values of every variable with a past; 3 600 unless told. */
  history?: number
  /** The longest life of a channel's keys, in milliseconds; 600 000 unless told, and never less than 2 500. */
  tokenLifetime?: number
  /** Sessions at the same time; 1 000 unless told. */
  maxSessions?: number
  /** How many nodes one request may read or write; 1 000 unless told. */
  limits?: { maxNodesPerRead?: number; maxNodesPerWrite?: number }
  /** How many references one answer holds; what is more is asked for with a continuation point. All unless told. */
  references?: number
  /** Lets subscriptions of people without a name be transferred without security too, against OPC 10000-4, 5.14.7. */
  transferForAnybody?: boolean
}

export type Controller = Controls & {
  endpointUrl: string
  port: number
  users: readonly DemoUser[]
  /** What the person with a certificate logs in with. */
  person: CertificateFiles
  /** Of the server itself, PEM. */
  certificate: string
  /** Somebody disabled cannot log in from then on; sessions they have stay, as many servers do it (see `endSessionsOf`). */
  setUserEnabled(name: string, enabled: boolean): void
  close(): Promise<void>
}

/** An OPC UA server on 127.0.0.1 with something of everything, for trying the program and for its tests. */
export async function startController({
  folder,
  port = 0,
  rate = 500,
  machines = 25,
  children = 5_000,
  depth = 50,
  history = 3_600,
  tokenLifetime = 600_000,
  maxSessions = 1_000,
  limits = {},
  references = 0,
  transferForAnybody = false,
}: ControllerOptions): Promise<Controller> {
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
    defaultSecureTokenLifetime: tokenLifetime,
    allowAnonymousSubscriptionTransferOnUnsecuredChannel: transferForAnybody,
    serverCapabilities: {
      maxSessions,
      maxSubscriptions: 10_000,
      maxSubscriptionsPerSession: 1_000,
      operationLimits: { maxNodesPerRead: 1_000, maxNodesPerWrite: 1_000, ...limits },
    },
  })
  await server.initialize()
  const { addressSpace } = server.engine
  if (!addressSpace) throw new Error('The server has no address space.')
  const namespace = addressSpace.registerNamespace('urn:keyswitch:demo')
  const root = namespace.addFolder(addressSpace.rootFolder.objects, { browseName: 'Demo', nodeId: 's=Demo' })
  const plant = { namespace, root }
  addTypes(plant)
  addBoundaries(plant)
  addNames(plant)
  addGuarded(plant)
  addSlow(plant)
  addBulk(plant, { children, depth })
  addMethods(plant)
  addHistory(plant, server.engine, { values: history })
  manageNodes(server, plant)
  const endings = [addChanging(plant, { rate, machines }), addAlarms(plant, { rate: rate * 4 })]
  try {
    await server.start()
  } catch (error) {
    for (const end of endings) end()
    throw error
  }
  const controls = control(server, { references })
  const endpointUrl = server.getEndpointUrl()
  return {
    ...controls,
    endpointUrl,
    port: Number(new URL(endpointUrl).port),
    users: USERS,
    person: certificates.person,
    certificate: certificates.server.certificate,
    setUserEnabled: (name, enabled) => gate.setEnabled(name, enabled),
    close: async () => {
      for (const end of endings) end()
      await server.shutdown(0)
    },
  }
}
