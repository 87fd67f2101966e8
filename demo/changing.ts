import { DataType, VariantArrayType } from 'node-opcua-client'
import { words } from './values'
import { addFolder, addVariable, type Plant, type Value } from './variables'

/** Given the number of the tick, from 0 on, and a number from 0 to 1; what the variable holds then. */
type Course = (tick: number, random: () => number) => Value

/**
 * Variables that change by themselves: a few well-known courses under `Changing/…`, and machines with two dozen variables
 * each under `Line/…`. The same at every start, since chance comes from a seed. Returns what ends the changing.
 */
export function addChanging(plant: Plant, { rate, machines }: { rate: number; machines: number }): () => void {
  const random = seeded(1)
  const steps: ((tick: number) => void)[] = []
  const add = (folder: ReturnType<typeof addFolder>, path: string, course: Course) => {
    const variable = addVariable(plant, folder, path, course(0, random), 'read-only')
    steps.push((tick) => variable.setValueFromSource(course(tick, random)))
  }
  const changing = addFolder(plant, 'Changing')
  for (const [name, course] of Object.entries(courses())) add(changing, `Changing/${name}`, course)
  const line = addFolder(plant, 'Line')
  for (let number = 1; number <= machines; number++) {
    const path = `Line/Machine ${String(number).padStart(2, '0')}`
    const machine = addFolder(plant, path, line)
    for (const [name, course] of Object.entries(machineCourses(number))) add(machine, `${path}/${name}`, course)
    for (const [name, value] of Object.entries(setpoints(number))) addVariable(plant, machine, `${path}/${name}`, value)
  }
  let tick = 0
  const timer = setInterval(() => {
    tick++
    for (const step of steps) step(tick)
  }, rate)
  return () => clearInterval(timer)
}

function courses(): Record<string, Course> {
  let walk = 0
  return {
    Sine: (tick) => double(Math.sin(tick / 10)),
    Ramp: (tick) => double(tick % 100),
    Square: (tick) => ({ dataType: DataType.Boolean, value: tick % 20 >= 10 }),
    Counter: (tick) => ({ dataType: DataType.UInt32, value: tick }),
    'Big counter': (tick) => int64(9_007_199_254_740_993n + BigInt(tick)),
    'Random walk': (_, random) => double((walk += random() - 0.5)),
    Clock: () => ({ dataType: DataType.DateTime, value: new Date() }),
    Text: (tick) => ({ dataType: DataType.String, value: `tick ${tick}` }),
  }
}

function machineCourses(machine: number): Record<string, Course> {
  let temperature = 40 + machine
  let pressure = 6
  let parts = machine * 1000
  const axes = [1, 2, 3, 4].flatMap((axis): [string, Course][] => [
    [`Axis ${axis} position`, (tick) => double(100 * Math.sin((tick + axis * machine) / 20))],
    [`Axis ${axis} velocity`, (tick) => float(5 * Math.cos((tick + axis * machine) / 20))],
    [`Axis ${axis} homed`, () => ({ dataType: DataType.Boolean, value: true })],
  ])
  return {
    Speed: (tick) => double(1500 + 50 * Math.sin((tick + machine) / 15)),
    Temperature: (_, random) => float((temperature += (random() - 0.5) * 0.2)),
    Pressure: (_, random) => float((pressure += (random() - 0.5) * 0.05)),
    Running: (tick) => ({ dataType: DataType.Boolean, value: (tick + machine) % 50 > 3 }),
    State: (tick) => ({ dataType: DataType.Int32, value: (tick + machine) % 50 > 3 ? 3 : 1 }),
    'Good parts': () => int64(BigInt(parts++)),
    'Rejected parts': (tick) => ({ dataType: DataType.UInt16, value: Math.floor(tick / 10) % 65_536 }),
    'Cycle time': (_, random) => double(4 + random()),
    'Last change': () => ({ dataType: DataType.DateTime, value: new Date() }),
    Message: (tick) => ({ dataType: DataType.String, value: (tick + machine) % 50 > 3 ? 'läuft' : 'wartet' }),
    ...Object.fromEntries(axes),
  }
}

function setpoints(machine: number): Record<string, Value> {
  return {
    'Speed setpoint': double(1500),
    'Temperature setpoint': float(40 + machine),
    Recipe: { dataType: DataType.String, value: `Rezept ${machine}` },
    Batch: int64(BigInt(machine) * 10n ** 17n),
    Enabled: { dataType: DataType.Boolean, value: true },
    Tool: { dataType: DataType.Byte, value: machine % 256 },
  }
}

type Random = () => number

/** Numbers from 0 to 1 that look like chance and are the same every time (a linear congruential generator). */
function seeded(seed: number): Random {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function double(value: number): Value {
  return { dataType: DataType.Double, value }
}

function float(value: number): Value {
  return { dataType: DataType.Float, value }
}

function int64(value: bigint): Value {
  return { dataType: DataType.Int64, arrayType: VariantArrayType.Scalar, value: words(value) }
}
