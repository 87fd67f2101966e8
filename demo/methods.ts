import { DataType, StatusCodes, Variant, makeNodeId, type ArgumentOptions, type StatusCode } from 'node-opcua-client'
import { SLOW } from './names'
import { addFolder, addVariable, type Plant } from './variables'

/** Methods under `Methods/…`: `Add`, `Slow`, `Echo`, `Refuse`, and `Count` with its counter `Methods/Counted`. */
export function addMethods(plant: Plant): void {
  const folder = addFolder(plant, 'Methods')
  const counted = addVariable(plant, folder, 'Methods/Counted', { dataType: DataType.UInt32, value: 0 }, 'read-only')
  let count = 0

  const add = (
    name: string,
    inputs: ArgumentShape[],
    outputs: ArgumentShape[],
    run: (inputs: readonly Variant[]) => Promise<MethodResult>,
  ) => {
    const method = plant.namespace.addMethod(folder, {
      browseName: name,
      nodeId: `s=Methods/${name}`,
      inputArguments: inputs.map(described),
      outputArguments: outputs.map(described),
    })
    method.bindMethod((inputs, _context, answer) => {
      void run(inputs).then((result) => answer(null, result))
    })
  }
  add(
    'Add',
    [
      ['a', DataType.Double],
      ['b', DataType.Double],
    ],
    [['sum', DataType.Double]],
    async (inputs) =>
      good([new Variant({ dataType: DataType.Double, value: Number(inputs[0]?.value) + Number(inputs[1]?.value) })]),
  )
  add('Slow', [], [['milliseconds', DataType.UInt32]], async () => {
    await new Promise((done) => setTimeout(done, SLOW))
    return good([new Variant({ dataType: DataType.UInt32, value: SLOW })])
  })
  add('Count', [], [['count', DataType.UInt32]], async () => {
    count++
    counted.setValueFromSource({ dataType: DataType.UInt32, value: count })
    return good([new Variant({ dataType: DataType.UInt32, value: count })])
  })
  add('Echo', [['anything', DataType.Variant]], [['the same', DataType.Variant]], async (inputs) => good([...inputs]))
  add('Refuse', [], [], async () => ({ statusCode: StatusCodes.BadInvalidState, outputArguments: [] }))
}

type MethodResult = { statusCode: StatusCode; outputArguments: Variant[] }
type ArgumentShape = [name: string, dataType: DataType]

function described([name, dataType]: ArgumentShape): ArgumentOptions {
  return { name, dataType: makeNodeId(dataType), valueRank: -1 }
}

function good(outputArguments: Variant[]): MethodResult {
  return { statusCode: StatusCodes.Good, outputArguments }
}
