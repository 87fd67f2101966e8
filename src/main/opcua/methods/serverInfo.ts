import { resolveNodeId } from 'node-opcua-client'
import type { Encoding } from '../values/encoding'
import { scalarText } from '../values/valueText'
import { goodOrFail } from './answers'
import type { MethodContext } from './context'
import { readAll, VALUE } from './read'

/** Parts of Server.ServerStatus.BuildInfo (OPC 10000-5, 12.4), each with its place among the variables. */
const PARTS = {
  product: 'i=2261',
  manufacturer: 'i=2263',
  version: 'i=2264',
  build: 'i=2265',
  date: 'i=2266',
} as const
export type InfoPart = keyof typeof PARTS

/** getServerProductName() and its like: one text, or the build's time. */
export async function serverInfoPart(context: MethodContext, encoding: Encoding, part: InfoPart): Promise<string> {
  const [text] = await infoTexts(context, encoding, [part])
  return text ?? 'null'
}

/** getServerBuildInfo(). */
export async function serverBuildInfo(context: MethodContext, encoding: Encoding): Promise<string> {
  const names = ['product', 'manufacturer', 'version', 'build', 'date'] as const
  const [product = 'null', manufacturer = 'null', version = 'null', build = 'null', date = 'null'] = await infoTexts(
    context,
    encoding,
    names,
  )
  return encoding.shape('BuildInfo', [
    ['productName', 'product', product],
    ['manufacturerName', 'manufacturer', manufacturer],
    ['softwareVersion', 'version', version],
    ['buildNumber', 'build', build],
    ['buildDate', 'date', date],
  ])
}

async function infoTexts(context: MethodContext, encoding: Encoding, parts: readonly InfoPart[]): Promise<string[]> {
  const values = await readAll(
    context,
    parts.map((part) => ({ nodeId: resolveNodeId(PARTS[part]), attributeId: VALUE })),
  )
  return values.map(({ statusCode, value }) => {
    goodOrFail(statusCode)
    return scalarText(encoding, value.dataType, value.value)
  })
}
