import { AttributeIds, DataType, StatusCodes, Variant, VariantArrayType, type DataValue } from 'node-opcua-client'
import { EUInformation, NodeClass, Range } from 'node-opcua-types'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestController, type TestController } from '../support/controller'
import { connectDirectly, type DirectClient } from '../support/controllerClient'

let controller: TestController
let direct: DirectClient
beforeAll(async () => {
  controller = await startTestController({ children: 5_000, depth: 50, machines: 25 })
  direct = await connectDirectly(controller.endpointUrl)
})
afterAll(async () => {
  await direct.close()
  await controller.close()
})

const read = (path: string) => direct.session.read({ nodeId: `ns=2;s=${path}`, attributeId: AttributeIds.Value })
const write = (path: string, value: DataValue) =>
  direct.session.write({ nodeId: `ns=2;s=${path}`, attributeId: AttributeIds.Value, value })

/** Built-in types by number, as a Variable may hold them: a single Variant holds no Variant. */
const TYPES = Array.from({ length: 25 }, (_, index) => DataType[index + 1] ?? '')

describe('values', () => {
  test.for(TYPES)('%s is read, written and read back the same in every shape', async (name) => {
    for (const shape of ['Scalar', 'Array', 'Empty array', 'Matrix']) {
      if (shape === 'Scalar' && name === 'Variant') continue
      const before = await read(`${shape}/${name}`)
      expect([shape, before.statusCode.name, DataType[before.value.dataType]]).toEqual([shape, 'Good', name])
      expect(VariantArrayType[before.value.arrayType]).toBe(shape === 'Empty array' ? 'Array' : shape)
      expect((await write(`${shape}/${name}`, before)).name).toBe('Good')
      const after = await read(`${shape}/${name}`)
      expect(JSON.stringify(after.value)).toBe(JSON.stringify(before.value))
      expect((await write(`Read-only ${shape.toLowerCase()}/${name}`, before)).name).toBe('BadNotWritable')
    }
  })

  test('a matrix has two rows and three columns, and its values are all different', async () => {
    const { value } = await read('Matrix/Int32')
    expect(value.dimensions).toEqual([2, 3])
    expect(Array.from(value.value as Int32Array)).toEqual([-123_456, 0, 123_456, -2_147_483_648, 2_147_483_647, 1])
  })

  test('what is written stays written', async () => {
    const value = new Variant({ dataType: DataType.String, value: 'geschrieben' })
    await direct.session.write({ nodeId: 'ns=2;s=Scalar/String', attributeId: AttributeIds.Value, value: { value } })
    expect((await read('Scalar/String')).value.value).toBe('geschrieben')
  })

  test('numbers at the edges of their types arrive exactly', async () => {
    const at = async (name: string) => (await read(`Boundary/${name}`)).value.value as unknown
    expect(await at('UInt64 max')).toEqual([0xff_ff_ff_ff, 0xff_ff_ff_ff])
    expect(await at('Int64 min')).toEqual([0x80_00_00_00, 0])
    expect(await at('UInt64 beyond double')).toEqual([0x20_00_00, 1])
    expect(await at('Double NaN')).toBeNaN()
    expect(await at('Float NaN')).toBeNaN()
    expect(await at('Double infinity')).toBe(Infinity)
    expect(await at('Float minus infinity')).toBe(-Infinity)
    expect(Object.is(await at('Double minus zero'), -0)).toBe(true)
    expect(Object.is(await at('Float minus zero'), -0)).toBe(true)
    expect(await at('Double smallest')).toBe(5e-324)
  })

  test('bytes, texts and nulls arrive as they are', async () => {
    const at = async (name: string) => (await read(`Boundary/${name}`)).value
    expect((await at('ByteString every byte')).value).toEqual(
      Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
    )
    expect((await at('ByteString empty')).value).toEqual(Buffer.alloc(0))
    expect((await at('ByteString null')).value).toBeNull()
    expect((await at('String null')).value).toBeNull()
    expect((await at('String empty')).value).toBe('')
    expect((await at('Array of nulls')).value).toEqual([null, '', 'x'])
    expect((await at('String 100 kB')).value).toBe('Füllstand '.repeat(10_000))
    expect((await at('Null')).dataType).toBe(DataType.Null)
    expect((await at('Cube')).dimensions).toEqual([2, 3, 4])
  })

  test('times carry what a millisecond cannot, as values and beside values', async () => {
    const time = (await read('Boundary/DateTime microseconds')).value.value as Date & { picoseconds: number }
    expect([time.toISOString(), time.picoseconds]).toEqual(['2024-02-29T12:00:00.123Z', 456_700_000])
    const quality = await read('Quality/Microseconds')
    expect([quality.sourceTimestamp?.toISOString(), quality.sourcePicoseconds]).toEqual([
      '2024-02-29T12:00:00.123Z',
      456_700_000,
    ])
  })

  test('structures arrive with their fields', async () => {
    const unit = (await read('Structure/EUInformation')).value.value as unknown
    const range = (await read('Structure/Range')).value.value as unknown
    expect(unit).toBeInstanceOf(EUInformation)
    expect(unit).toMatchObject({ unitId: 4_408_652, displayName: { text: '°C' } })
    expect(range).toBeInstanceOf(Range)
    expect(range).toMatchObject({ low: -40, high: 125.5 })
    expect((await read('Structure/Argument')).value.value).toMatchObject({ name: 'Größe', arrayDimensions: [3] })
  })

  test('a value that is not good says why', async () => {
    const statuses = await Promise.all(
      ['Bad', 'Uncertain', 'Not connected', 'Clamped'].map((name) => read(`Quality/${name}`)),
    )
    expect(statuses.map(({ statusCode }) => statusCode.name)).toEqual([
      'BadSensorFailure',
      'UncertainLastUsableValue',
      'BadNotConnected',
      'GoodClamped',
    ])
  })

  test.for([
    '/Dev/PLC/Speed',
    'Größe/Öl-Temperatur',
    'Größe/水位 🏭',
    'Größe/a.b:c;d=e [1]',
    '/Dev/PLC/C:\\Recipes\\secret.txt',
  ])('a node may be called %s', async (path) => expect((await read(path)).statusCode.name).toBe('Good'))
})

describe('time', () => {
  test('some values change by themselves', async () => {
    const names = ['Sine', 'Counter', 'Random walk', 'Big counter', 'Clock']
    const all = () => Promise.all(names.map(async (name) => JSON.stringify((await read(`Changing/${name}`)).value)))
    const before = await all()
    await vi.waitFor(async () => {
      for (const [index, now] of (await all()).entries()) expect(now).not.toBe(before[index])
    })
  })

  test('a slow variable takes two seconds and delays no other one', async () => {
    const started = performance.now()
    const answers: string[] = []
    const slow = read('Slow/Value').then(({ value }) => {
      answers.push('slow')
      return { value: value.value as number, after: performance.now() - started }
    })
    await read('Changing/Sine').then(() => answers.push('sine'))
    const { value, after } = await slow
    expect(answers).toEqual(['sine', 'slow'])
    expect(value).toBe(7)
    expect(after).toBeGreaterThan(1_900)
  })
})

describe('size', () => {
  test('there are about a thousand variables besides the wide folder', async () => {
    const count = async (nodeId: string): Promise<number> => {
      const { references } = await direct.session.browse({
        nodeId,
        referenceTypeId: 'i=33',
        includeSubtypes: true,
        resultMask: 63,
      })
      const below = (references ?? []).filter(({ nodeId: { value } }) => value !== 'Wide')
      const counts = await Promise.all(
        below.map(async (one) => (one.nodeClass === NodeClass.Variable ? 1 : 0) + (await count(String(one.nodeId)))),
      )
      return counts.reduce((sum, one) => sum + one, 0)
    }
    const variables = await count('ns=2;s=Demo')
    expect(variables).toBeGreaterThan(900)
    expect(variables).toBeLessThan(1_200)
  })

  test('the wide folder has five thousand children, given in pieces when asked so', async () => {
    direct.session.requestedMaxReferencesPerNode = 2_000
    let result = await direct.session.browse({ nodeId: 'ns=2;s=Wide', referenceTypeId: 'i=35', resultMask: 63 })
    direct.session.requestedMaxReferencesPerNode = 0
    const pieces = [result.references?.length ?? 0]
    while (result.continuationPoint?.length) {
      result = await direct.session.browseNext(result.continuationPoint, false)
      pieces.push(result.references?.length ?? 0)
    }
    expect(pieces).toEqual([2_000, 2_000, 1_000])
  })

  test('at the bottom of fifty folders lies a variable', async () => {
    const path = Array.from({ length: 50 }, (_, level) => level + 1).join('/')
    const { references } = await direct.session.browse({
      nodeId: `ns=2;s=Deep/${path}`,
      referenceTypeId: 'i=35',
      resultMask: 63,
    })
    expect(references?.map(({ nodeId }) => nodeId.value)).toEqual(['Deep/bottom'])
  })
})

describe('methods', () => {
  const call = (name: string, ...inputArguments: Variant[]) =>
    direct.session.call({ objectId: 'ns=2;s=Methods', methodId: `ns=2;s=Methods/${name}`, inputArguments })

  test('two numbers are added', async () => {
    const result = await call(
      'Add',
      new Variant({ dataType: DataType.Double, value: 1.5 }),
      new Variant({ dataType: DataType.Double, value: 2 }),
    )
    expect([result.statusCode.name, result.outputArguments?.[0]?.value]).toEqual(['Good', 3.5])
  })

  test('one counts how often it was executed, and the count can be read', async () => {
    const before = (await read('Methods/Counted')).value.value as number
    await call('Count')
    await call('Count')
    expect((await read('Methods/Counted')).value.value).toBe(before + 2)
    expect((await controller.counts()).calls['ns=2;s=Methods/Count']).toBe(before + 2)
  })

  test('one takes two seconds, one refuses, one gives back what it got', async () => {
    const started = performance.now()
    const slow = call('Slow')
    expect((await call('Refuse')).statusCode.name).toBe('BadInvalidState')
    const text = new Variant({ dataType: DataType.String, value: 'Echo' })
    expect((await call('Echo', text)).outputArguments?.[0]?.value).toBe('Echo')
    expect((await slow).statusCode).toBe(StatusCodes.Good)
    expect(performance.now() - started).toBeGreaterThan(1_900)
  })
})
