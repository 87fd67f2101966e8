import {
  AggregateFunction,
  DataType,
  DataValue,
  HistoryData,
  HistoryReadResult,
  ReadAtTimeDetails,
  StatusCode,
  StatusCodes,
  Variant,
  type NodeId,
  type ReadProcessedDetails,
  type ReadRawModifiedDetails,
} from 'node-opcua-client'
import { installReadProcessedDetails, type IVariableHistorian } from 'node-opcua-address-space'
import type { ServerEngine } from 'node-opcua-server'
import { addFolder, addVariable, type Plant } from './variables'

/** Milliseconds between two prefilled values. */
export const HISTORY_STEP = 1_000
/** The time of the newest prefilled value; everything before is known, so that results can be compared with what is right. */
export const HISTORY_END = Date.UTC(2024, 1, 29, 12)

const KEPT = 100_000

/** Values in the order of their source times. */
type Timeline = DataValue[]

/**
 * Variables with a past: `History/Sine`, `History/Steps` (0, 1, 2, …) and `History/Gap` (with bad values in it), prefilled
 * with one value per second up to HISTORY_END; what is written to them from then on is kept too. Raw values are answered
 * by the library; processed ones and those at given times here, since the library leaves them out.
 */
export function addHistory(plant: Plant, engine: ServerEngine, { values }: { values: number }): void {
  const folder = addFolder(plant, 'History')
  const { addressSpace } = plant.namespace
  const timelines = new Map<string, Timeline>()
  const courses: Record<string, (index: number) => number | undefined> = {
    Sine: (index) => Math.sin(index / 10),
    Steps: (index) => index,
    Gap: (index) => (index % 10 < 3 ? undefined : index),
  }
  for (const [name, course] of Object.entries(courses)) {
    const past: Timeline = Array.from({ length: values }, (_, index) =>
      reading(HISTORY_END - (values - 1 - index) * HISTORY_STEP, course(index)),
    )
    const variable = addVariable(plant, folder, `History/${name}`, { dataType: DataType.Double, value: course(9) })
    timelines.set(String(variable.nodeId), past)
    addressSpace.installHistoricalDataNode(variable, { historian: historian(past) })
    // The library has noted the value it was made with.
    past.length = values
  }

  installReadProcessedDetails(addressSpace, (variable, _context, details, _range, _encoding, _point, answer) => {
    answer(null, processed(timelines.get(String(variable.nodeId)) ?? [], details))
  })
  const read = engine.historyRead.bind(engine)
  engine.historyRead = async (context, request) => {
    const details = request.historyReadDetails
    if (!(details instanceof ReadAtTimeDetails)) return read(context, request)
    return (request.nodesToRead ?? []).map(({ nodeId }) => {
      const timeline = timelines.get(String(nodeId))
      if (timeline) return result((details.reqTimes ?? []).map((time) => valueAt(timeline, time?.getTime() ?? 0)))
      const known = addressSpace.findNode(nodeId) !== null
      return new HistoryReadResult({
        statusCode: known ? StatusCodes.BadHistoryOperationUnsupported : StatusCodes.BadNodeIdUnknown,
      })
    })
  }
}

/** What the library asks for raw values and tells new ones. */
function historian(timeline: Timeline): IVariableHistorian {
  return {
    push: async (value) => {
      timeline.push(value)
      if (timeline.length > KEPT) timeline.shift()
    },
    extractDataValues: (details: ReadRawModifiedDetails, most, backwards, reversed, answer) => {
      const from = limit(details.startTime, -Infinity)
      const to = limit(details.endTime, Infinity)
      const found = timeline.filter((value) => timeOf(value) >= from && timeOf(value) <= to)
      const ordered = backwards ? found.toReversed() : found
      const cut = most > 0 ? ordered.slice(0, most) : ordered
      answer(null, reversed ? cut.toReversed() : cut)
    },
  }
}

/** Times that are not given come as the first day of 1601 (OPC 10000-11, 6.5.3.2). */
function limit(time: Date | null | undefined, otherwise: number): number {
  const milliseconds = time?.getTime() ?? otherwise
  return milliseconds <= Date.UTC(1601, 0, 2) ? otherwise : milliseconds
}

/** One value for each interval (OPC 10000-13, 5.4.3), for the aggregates people ask for first. */
function processed(timeline: Timeline, details: ReadProcessedDetails): HistoryReadResult {
  const from = details.startTime?.getTime() ?? 0
  const to = details.endTime?.getTime() ?? 0
  const interval = details.processingInterval || Math.abs(to - from)
  const aggregate = aggregateOf(details.aggregateType?.[0])
  if (!aggregate) return new HistoryReadResult({ statusCode: StatusCodes.BadAggregateNotSupported })
  if (from === to || interval <= 0) return new HistoryReadResult({ statusCode: StatusCodes.BadInvalidArgument })
  const starts: number[] = []
  const [first, last] = from < to ? [from, to] : [to, from]
  for (let start = first; start < last; start += interval) starts.push(start)
  if (from > to) starts.reverse()
  return result(
    starts.map((start) => {
      const numbers = timeline
        .filter((value) => timeOf(value) >= start && timeOf(value) < Math.min(start + interval, last))
        .filter((value) => value.statusCode.isGood())
        .map((value) => Number(value.value.value))
      return aggregate(numbers, start)
    }),
  )
}

function aggregateOf(node: NodeId | undefined): ((numbers: number[], start: number) => DataValue) | undefined {
  const ofAll = (calculate: (numbers: number[]) => number) => (numbers: number[], start: number) =>
    numbers.length > 0 ? calculated(start, calculate(numbers)) : reading(start, undefined, StatusCodes.BadNoData)
  if (node?.namespace !== 0) return undefined
  switch (node.value) {
    case AggregateFunction.Average:
      return ofAll((numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length)
    case AggregateFunction.Minimum:
      return ofAll((numbers) => Math.min(...numbers))
    case AggregateFunction.Maximum:
      return ofAll((numbers) => Math.max(...numbers))
    case AggregateFunction.Count:
      return (numbers, start) => calculated(start, numbers.length, DataType.Int32)
    default:
      return undefined
  }
}

/** The value of that moment, or between its neighbours on a straight line (OPC 10000-11, 6.5.5). */
function valueAt(timeline: Timeline, time: number): DataValue {
  const good = timeline.filter((value) => value.statusCode.isGood())
  const after = good.findIndex((value) => timeOf(value) >= time)
  const right = good[after]
  if (right && timeOf(right) === time) return right
  const left = good[after - 1]
  if (!right || !left) return reading(time, undefined, StatusCodes.BadNoData)
  const share = (time - timeOf(left)) / (timeOf(right) - timeOf(left))
  const value = Number(left.value.value) + share * (Number(right.value.value) - Number(left.value.value))
  return reading(time, value, StatusCode.makeStatusCode(StatusCodes.Good, 'HistorianInterpolated'))
}

function calculated(time: number, value: number, dataType = DataType.Double): DataValue {
  return reading(time, value, StatusCode.makeStatusCode(StatusCodes.Good, 'HistorianCalculated'), dataType)
}

function reading(time: number, value: number | undefined, status?: StatusCode, dataType = DataType.Double): DataValue {
  const at = new Date(time)
  return new DataValue({
    ...(value === undefined ? {} : { value: new Variant({ dataType, value }) }),
    statusCode: status ?? (value === undefined ? StatusCodes.BadSensorFailure : StatusCodes.Good),
    sourceTimestamp: at,
    serverTimestamp: at,
  })
}

function result(dataValues: DataValue[]): HistoryReadResult {
  return new HistoryReadResult({ statusCode: StatusCodes.Good, historyData: new HistoryData({ dataValues }) })
}

function timeOf(value: DataValue): number {
  return value.sourceTimestamp?.getTime() ?? 0
}
