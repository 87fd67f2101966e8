import {
  AggregateConfiguration,
  HistoryData,
  HistoryReadRequest,
  HistoryReadResponse,
  HistoryReadValueId,
  QualifiedName,
  ReadAtTimeDetails,
  ReadProcessedDetails,
  ReadRawModifiedDetails,
  TimestampsToReturn,
  type DataValue,
  type NodeId,
} from 'node-opcua-client'
import { RequestFailure } from '../requestFailure'
import { booleanAt, given, integerAt, listAt, numberAt, refuse, UINT32 } from '../values/argument'
import type { Encoding } from '../values/encoding'
import { nodeIdAt, timeAt } from '../values/fromJson'
import { MIN_TIME } from '../values/dateTime'
import { listText } from '../values/text'
import { dataValueText } from '../values/valueText'
import { complete, goodOrFail } from './answers'
import type { MethodContext } from './context'
import { transact } from './transact'

type Details = ReadRawModifiedDetails | ReadProcessedDetails | ReadAtTimeDetails

/** What one answer may hold, so that a year of milliseconds is refused and not gathered. */
const MOST_VALUES = 1_000_000

/** historyReadRaw(node, start = null, end = null, numValues = 0, returnBounds = false) → DataValues. */
export async function historyReadRaw(
  context: MethodContext,
  [node, start, end, count, bounds]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const numValues = given(count, 0, (value) => integerAt(value, 'numValues', UINT32))
  const details = new ReadRawModifiedDetails()
  details.isReadModified = false
  details.startTime = given(start, new Date(MIN_TIME), (value) => timeAt(value, 'startTime'))
  details.endTime = given(end, new Date(MIN_TIME), (value) => timeAt(value, 'endTime'))
  details.numValuesPerNode = numValues
  details.returnBounds = given(bounds, false, (value) => booleanAt(value, 'returnBounds'))
  return valuesText(context, encoding, { nodeId: nodeIdAt(node, 'node'), details, most: numValues })
}

/** historyReadProcessed(node, start, end, intervalMs, aggregateNodeId) → DataValues. */
export async function historyReadProcessed(
  context: MethodContext,
  [node, start, end, interval, aggregate]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const details = new ReadProcessedDetails()
  details.startTime = timeAt(start, 'startTime')
  details.endTime = timeAt(end, 'endTime')
  details.processingInterval = numberAt(interval, 'intervalMs')
  details.aggregateType = [nodeIdAt(aggregate, 'aggregateNodeId')]
  details.aggregateConfiguration = new AggregateConfiguration({ useServerCapabilitiesDefaults: true })
  return valuesText(context, encoding, { nodeId: nodeIdAt(node, 'node'), details, most: 0 })
}

/** historyReadAtTime(node, timestamps) → DataValues. */
export async function historyReadAtTime(
  context: MethodContext,
  [node, times]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const details = new ReadAtTimeDetails()
  details.reqTimes = listAt(times, 'timestamps').map((time, index) => timeAt(time, `timestamps[${index}]`))
  if (details.reqTimes.length === 0) return refuse('timestamps', 'names no time')
  details.useSimpleBounds = true
  return valuesText(context, encoding, { nodeId: nodeIdAt(node, 'node'), details, most: 0 })
}

async function valuesText(
  context: MethodContext,
  encoding: Encoding,
  asked: { nodeId: NodeId; details: Details; most: number },
): Promise<string> {
  return listText(await history(context, asked), (value) => dataValueText(encoding, value))
}

/** Follows continuation points to the end or to `most` values; 0 for all there are. */
async function history(
  context: MethodContext,
  { nodeId, details, most }: { nodeId: NodeId; details: Details; most: number },
): Promise<readonly DataValue[]> {
  const all: DataValue[] = []
  let point: Buffer | null = null
  do {
    const [result] = await ask(context, { nodeId, details, point, release: false })
    if (!result) return all
    goodOrFail(result.statusCode)
    const { historyData } = result
    if (historyData instanceof HistoryData) for (const value of historyData.dataValues ?? []) all.push(value)
    point = result.continuationPoint?.length ? result.continuationPoint : null
    if (all.length > MOST_VALUES) {
      if (point) await ask(context, { nodeId, details, point, release: true })
      throw new RequestFailure('invalid_argument', `There are more than ${MOST_VALUES} values; ask for a shorter time.`)
    }
    if (most > 0 && all.length >= most) break
  } while (point)
  // What the server keeps for the rest is not waited for to time out.
  if (point) await ask(context, { nodeId, details, point, release: true })
  return most === 0 ? all : all.slice(0, most)
}

type Question = { nodeId: NodeId; details: Details; point: Buffer | null; release: boolean }

async function ask(context: MethodContext, { nodeId, details, point, release }: Question) {
  const request = new HistoryReadRequest({ timestampsToReturn: TimestampsToReturn.Both })
  request.releaseContinuationPoints = release
  request.historyReadDetails = details
  const value = new HistoryReadValueId()
  value.nodeId = nodeId
  value.dataEncoding = new QualifiedName(null)
  if (point) value.continuationPoint = point
  request.nodesToRead = [value]
  const { results } = await transact(context, request, HistoryReadResponse)
  return complete(results, 1)
}
