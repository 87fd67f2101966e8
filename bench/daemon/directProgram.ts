import {
  AttributeIds,
  MessageSecurityMode,
  OPCUAClient,
  resolveNodeId,
  SecurityPolicy,
  type ClientSession,
} from 'node-opcua-client'
import { round } from './rounds'

/** The other yardstick: the client library used by a program itself, in its own process. */
export type DirectOrder = { nodes: string[]; together: boolean; workers: number; milliseconds: number }

const [url = ''] = process.argv.slice(2)
const client = OPCUAClient.create({
  securityMode: MessageSecurityMode.None,
  securityPolicy: SecurityPolicy.None,
  endpointMustExist: false,
})
await client.connect(url)
const session = await client.createSession()

process.on('message', (order: DirectOrder) => void obey(session, order))
process.on('disconnect', () => void leave())
process.send?.('ready')

async function obey(on: ClientSession, { nodes, together, workers, milliseconds }: DirectOrder): Promise<void> {
  const items = nodes.map((node) => ({ nodeId: resolveNodeId(node), attributeId: AttributeIds.Value }))
  let turn = 0
  const one = () => on.read(items[turn++ % items.length] ?? { nodeId: 'i=2258', attributeId: AttributeIds.Value })
  process.send?.(await round(() => (together ? on.read(items) : one()), { workers, milliseconds }))
}

async function leave(): Promise<void> {
  await session.close()
  await client.disconnect()
}
