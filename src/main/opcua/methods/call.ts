import { CallMethodRequest, CallRequest, CallResponse } from 'node-opcua-client'
import { given, listAt } from '../values/argument'
import type { Encoding } from '../values/encoding'
import { nodeIdAt } from '../values/fromJson'
import { listText } from '../values/text'
import { variantAt } from '../values/toVariant'
import { variantText } from '../values/valueText'
import { complete, statusText } from './answers'
import type { MethodContext } from './context'
import { transact } from './transact'

/** call(objectId, methodId, args = [Variant]) → CallResult. */
export async function call(
  context: MethodContext,
  [objectId, methodId, inputs]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const method = new CallMethodRequest(null)
  method.objectId = nodeIdAt(objectId, 'objectId')
  method.methodId = nodeIdAt(methodId, 'methodId')
  method.inputArguments = given(inputs, [], (all) =>
    listAt(all, 'args').map((input, index) => variantAt(input, `args[${index}]`)),
  )
  const request = new CallRequest()
  request.methodsToCall = [method]
  const { results } = await transact(context, request, CallResponse)
  const [result] = complete(results, 1)
  if (!result) return 'null'
  return encoding.shape('CallResult', [
    ['statusCode', 'status', statusText(result.statusCode)],
    ['inputArgumentResults', 'inputResults', listText(result.inputArgumentResults, statusText)],
    ['outputArguments', 'output', listText(result.outputArguments, (output) => variantText(encoding, output))],
  ])
}
