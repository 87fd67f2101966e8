import { parse } from 'lossless-json'
import { z } from 'zod'

/** The plain shapes of session-daemon 5 that pages are made of; whole numbers too big for a double are bigint. */

const nodeIdSchema = z.object({
  ns: z.number(),
  id: z.union([z.number(), z.string()]),
  type: z.string(),
  namespaceUri: z.string().optional(),
  serverIndex: z.number().optional(),
})
export type PlainNodeId = z.infer<typeof nodeIdSchema>

const dataValueSchema = z.object({
  value: z.unknown(),
  type: z.number().nullable(),
  dimensions: z.array(z.number()).nullable(),
  statusCode: z.number(),
  sourceTimestamp: z.string().nullable(),
  serverTimestamp: z.string().nullable(),
})
export type PlainDataValue = z.infer<typeof dataValueSchema>

const referenceSchema = z.object({
  nodeId: nodeIdSchema,
  browseName: z.object({ ns: z.number(), name: z.string().nullable() }),
  displayName: z.object({ text: z.string().nullable() }),
  nodeClass: z.number(),
  typeDefinition: nodeIdSchema.nullable(),
})
export type PlainReference = z.infer<typeof referenceSchema>

const userTokenSchema = z.object({ tokenType: z.number() })
const endpointSchema = z.object({
  endpointUrl: z.string().nullable(),
  serverCertificate: z.string().nullable(),
  securityMode: z.number(),
  securityPolicyUri: z.string().nullable(),
  securityLevel: z.number(),
  userIdentityTokens: z.array(userTokenSchema).nullable(),
})
export type PlainEndpoint = z.infer<typeof endpointSchema>

export const dataValueOf = (text: string): PlainDataValue => dataValueSchema.parse(exact(text))
export const dataValuesOf = (text: string): PlainDataValue[] => z.array(dataValueSchema).parse(exact(text))
export const referencesOf = (text: string): PlainReference[] => z.array(referenceSchema).parse(exact(text))
export const endpointsOf = (text: string): PlainEndpoint[] => z.array(endpointSchema).parse(exact(text))

export function isNodeId(value: unknown): value is PlainNodeId {
  return nodeIdSchema.safeParse(value).success
}

const LETTERS = new Map([
  ['numeric', 'i'],
  ['string', 's'],
  ['guid', 'g'],
  ['opaque', 'b'],
])

/** The text form (OPC 10000-6, 5.3.1.10). */
export function nodeText({ ns, id, type, namespaceUri, serverIndex }: PlainNodeId): string {
  let place = ns === 0 ? '' : `ns=${ns};`
  if (namespaceUri) place = `nsu=${namespaceUri.replaceAll('%', '%25').replaceAll(';', '%3B')};`
  if (serverIndex) place = `svr=${serverIndex};${place}`
  return `${place}${LETTERS.get(type) ?? 'i'}=${id}`
}

function exact(text: string): unknown {
  return parse(text, undefined, (literal) => {
    const number = Number(literal)
    return /^-?\d+$/.test(literal) && !Number.isSafeInteger(number) ? BigInt(literal) : number
  })
}
