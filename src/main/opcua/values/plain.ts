import { DataType, VariantArrayType, type Variant } from 'node-opcua-client'
import { timeText } from './dateTime'
import type { Encoding } from './encoding'
import { plainNodeId } from './nodeId'
import { stringText } from './text'

/** The shapes of `query` (session-daemon 5). */
export const plain: Encoding = {
  name: 'plain',
  time: (date, picoseconds) => `"${timeText(date, picoseconds)}"`,
  nodeId: plainNodeId,
  qualifiedName: ({ namespaceIndex, name }) => `{"ns":${namespaceIndex},"name":${stringText(name)}}`,
  localizedText: ({ locale, text }) => `{"locale":${stringText(locale)},"text":${stringText(text)}}`,
  enumeration: (_name, value) => String(value),
  shape(_type, parts) {
    let all = ''
    for (const [key, , text] of parts) all += `${all === '' ? '' : ','}"${key}":${text}`
    return `{${all}}`
  },
  variant: (variant, value) => `{"type":${typeOf(variant)},"value":${value},"dimensions":${dimensionsText(variant)}}`,
  dataValue({ variant, value, status, sourceTime, serverTime }) {
    const type = variant ? typeOf(variant) : 'null'
    const dimensions = variant ? dimensionsText(variant) : 'null'
    return `{"value":${value},"type":${type},"dimensions":${dimensions},"statusCode":${status},"sourceTimestamp":${sourceTime},"serverTimestamp":${serverTime}}`
  },
}

/** Only matrices have dimensions; an array has none, as on the wire. */
export function dimensionsText({ arrayType, dimensions }: Variant): string {
  return arrayType === VariantArrayType.Matrix && dimensions ? `[${dimensions.join(',')}]` : 'null'
}

function typeOf({ dataType }: Variant): string {
  return dataType === DataType.Null ? 'null' : String(dataType)
}
