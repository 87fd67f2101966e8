import {
  AggregateFunction,
  AttributeIds,
  DataType,
  HistoryReadRequest,
  ReadAtTimeDetails,
  ReadRawModifiedDetails,
  TimestampsToReturn,
  Variant,
} from 'node-opcua-client'
import type { DataValue, HistoryReadResult } from 'node-opcua-client'

import { afterAll, beforeAll, expect, test } from 'vitest'
import { HISTORY_END, HISTORY_STEP } from '../../demo/history'
import { startTestController, type TestController } from '../support/controller'
import { connectDirectly, type DirectClient } from '../support/controllerClient'

const VALUES = 600
const FIRST = HISTORY_END - (VALUES - 1) * HISTORY_STEP
const at = (index: number) => new Date(FIRST + index * HISTORY_STEP)

let controller: TestController
let direct: DirectClient
beforeAll(async () => {
  controller = await startTestController({ history: VALUES })
  direct = await connectDirectly(controller.endpointUrl)
})
afterAll(async () => {
  await direct.close()
  await controller.close()
})

test('the past of a variable is read whole, in order, with its times', async () => {
  const values = numbers(await direct.session.readHistoryValue('ns=2;s=History/Steps', at(0), at(VALUES)))
  expect(values).toEqual(Array.from({ length: VALUES }, (_, index) => index))
})

test('a part of the past is read, backwards as well', async () => {
  expect(numbers(await direct.session.readHistoryValue('ns=2;s=History/Steps', at(10), at(14)))).toEqual([
    10, 11, 12, 13, 14,
  ])
  expect(numbers(await direct.session.readHistoryValue('ns=2;s=History/Steps', at(14), at(10)))).toEqual([
    14, 13, 12, 11, 10,
  ])
})

test('a part as long as asked for comes with a continuation point that gives the rest', async () => {
  const read = async (continuationPoint: Buffer | undefined) => {
    const request = new HistoryReadRequest({
      historyReadDetails: new ReadRawModifiedDetails({ startTime: at(0), endTime: at(24), numValuesPerNode: 10 }),
      nodesToRead: [{ nodeId: 'ns=2;s=History/Steps', ...(continuationPoint ? { continuationPoint } : {}) }],
      timestampsToReturn: TimestampsToReturn.Both,
    })
    const [result] = (await direct.session.historyRead(request)).results ?? []
    if (!result) throw new Error('no result')
    return result
  }
  const lengths = []
  let point: Buffer | undefined
  do {
    const result: HistoryReadResult = await read(point)
    lengths.push(numbers(result).length)
    point = result.continuationPoint ?? undefined
  } while (point?.length)
  expect(lengths).toEqual([10, 10, 5])
})

test('bad values are in the past as well', async () => {
  const result = await direct.session.readHistoryValue('ns=2;s=History/Gap', at(10), at(14))
  expect(values(result).map(({ statusCode }) => statusCode.name)).toEqual([
    'BadSensorFailure',
    'BadSensorFailure',
    'BadSensorFailure',
    'Good',
    'Good',
  ])
})

test('averages, least, greatest and number of values are calculated for every interval', async () => {
  const read = async (aggregate: AggregateFunction) =>
    numbers(
      await direct.session.readAggregateValue(
        { nodeId: 'ns=2;s=History/Steps' },
        at(0),
        at(20),
        aggregate,
        10 * HISTORY_STEP,
      ),
    )
  expect(await read(AggregateFunction.Average)).toEqual([4.5, 14.5])
  expect(await read(AggregateFunction.Minimum)).toEqual([0, 10])
  expect(await read(AggregateFunction.Maximum)).toEqual([9, 19])
  expect(await read(AggregateFunction.Count)).toEqual([10, 10])
  const gaps = await direct.session.readAggregateValue(
    { nodeId: 'ns=2;s=History/Gap' },
    at(10),
    at(13),
    AggregateFunction.Average,
    3 * HISTORY_STEP,
  )
  expect(values(gaps).map(({ statusCode }) => statusCode.name)).toEqual(['BadNoData'])
  const unknown = await direct.session.readAggregateValue(
    { nodeId: 'ns=2;s=History/Steps' },
    at(0),
    at(20),
    AggregateFunction.Range,
    1000,
  )
  expect(unknown.statusCode.name).toBe('BadAggregateNotSupported')
})

test('a value at a given time is the one of then, or lies between its neighbours', async () => {
  const request = new HistoryReadRequest({
    historyReadDetails: new ReadAtTimeDetails({
      reqTimes: [at(3), new Date(at(3).getTime() + HISTORY_STEP / 4), at(VALUES + 5)],
    }),
    nodesToRead: [{ nodeId: 'ns=2;s=History/Steps' }, { nodeId: 'ns=2;s=Scalar/Double' }],
    timestampsToReturn: TimestampsToReturn.Both,
  })
  const [steps, without] = (await direct.session.historyRead(request)).results ?? []
  if (!steps) throw new Error('no result')
  expect(values(steps).map(({ statusCode, value }) => [statusCode.name.split('#')[0], value.value as unknown])).toEqual(
    [
      ['Good', 3],
      ['Good', 3.25],
      ['BadNoData', null],
    ],
  )
  expect(without?.statusCode.name).toBe('BadHistoryOperationUnsupported')
})

test('what is written now is in the past afterwards', async () => {
  const before = Date.now()
  const value = { value: new Variant({ dataType: DataType.Double, value: -1 }) }
  await direct.session.write({ nodeId: 'ns=2;s=History/Steps', attributeId: AttributeIds.Value, value })
  const result = await direct.session.readHistoryValue(
    'ns=2;s=History/Steps',
    new Date(before - 5_000),
    new Date(Date.now() + 5_000),
  )
  expect(numbers(result)).toEqual([-1])
})

function values(result: HistoryReadResult): DataValue[] {
  const data = result.historyData
  return data && 'dataValues' in data ? ((data.dataValues as DataValue[] | null) ?? []) : []
}

function numbers(result: HistoryReadResult): number[] {
  return values(result).map(({ value }) => value.value as number)
}
