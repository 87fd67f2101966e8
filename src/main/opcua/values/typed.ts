import { DataType, VariantArrayType } from 'node-opcua-client'
import { timeText } from './dateTime'
import type { Encoding } from './encoding'
import { nodeIdString } from './nodeId'
import { dimensionsText } from './plain'
import { stringText } from './text'

/** The shapes of `invoke`: every object says in `__t` what it is (session-daemon 5). */
export const typed: Encoding = {
  name: 'typed',
  time: (date, picoseconds) => `{"__t":"DateTime","v":"${timeText(date, picoseconds)}"}`,
  nodeId: (node) => `{"__t":"NodeId","v":${stringText(nodeIdString(node))}}`,
  qualifiedName: ({ namespaceIndex, name }) => `{"__t":"QualifiedName","ns":${namespaceIndex},"n":${stringText(name)}}`,
  localizedText: ({ locale, text }) =>
    `{"__t":"LocalizedText","locale":${stringText(locale)},"text":${stringText(text)}}`,
  enumeration: (name, value) => `{"__t":"${name}","v":${value}}`,
  shape(type, parts) {
    let all = `"__t":"${type}"`
    for (const [, key, text] of parts) all += `,"${key}":${text}`
    return `{${all}}`
  },
  variant(variant, value) {
    if (variant.dataType === DataType.Null) return 'null'
    const bytes = variant.dataType === DataType.ByteString && variant.arrayType === VariantArrayType.Scalar
    const type = `{"__t":"BuiltinType","v":${variant.dataType}}`
    return `{"__t":"Variant","type":${type},"value":${bytes ? 'null' : value},"dims":${dimensionsText(variant)},"bytesB64":${bytes ? value : 'null'}}`
  },
  dataValue({ variant, value, status, sourceTime, serverTime }) {
    const inner = variant ? this.variant(variant, value) : 'null'
    return `{"__t":"DataValue","variant":${inner},"status":${status},"sourceTs":${sourceTime},"serverTs":${serverTime}}`
  },
}
