import { randomBytes } from 'node:crypto'
import { actIn, NOT_INSTALLED, type Keytar } from './keychainActs'
import { isRequest, type Request } from './keychainMessages'

/**
 * The child process that speaks to the keychain: what is asked there may never return, or take the process with it. Started
 * by Node (`fork`) or by Electron (`utilityProcess`), it does one thing after the other.
 */
const port = parentPort()
const sentinel = { account: `probe:${process.pid}`, secret: randomBytes(9).toString('base64url') }
let keytar: Promise<Keytar | undefined> | undefined
let last: Promise<void> = Promise.resolve()

port.onMessage((message) => {
  if (isRequest(message)) last = answered(last, message)
})

async function answered(before: Promise<void>, { id, act }: Request): Promise<void> {
  await before
  const loaded = await (keytar ??= load())
  port.send({ id, ...(loaded ? await actIn(loaded, act, sentinel) : NOT_INSTALLED) })
}

/** Undefined where the package or its binary is missing, or is none for this system. */
async function load(): Promise<Keytar | undefined> {
  try {
    // No type and no bundler knows it: it is optional, and a binary.
    const loaded: unknown = await import(/* @vite-ignore */ nameOf('keytar'))
    const found = isModule(loaded) ? loaded.default : undefined
    return isKeytar(found) ? found : undefined
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}

function nameOf(name: string): string {
  return name
}

function isModule(loaded: unknown): loaded is { default: unknown } {
  return typeof loaded === 'object' && loaded !== null && 'default' in loaded
}

function isKeytar(found: unknown): found is Keytar {
  if (typeof found !== 'object' || found === null) return false
  return ['getPassword', 'setPassword', 'deletePassword'].every(
    (name) => typeof Reflect.get(found, name) === 'function',
  )
}

type Port = { send(message: object): void; onMessage(listener: (message: unknown) => void): void }

function parentPort(): Port {
  const electron: unknown = Reflect.get(process, 'parentPort')
  if (isElectronPort(electron)) {
    return {
      send: (message) => electron.postMessage(message),
      onMessage: (listener) => electron.on('message', ({ data }) => listener(data)),
    }
  }
  // A call that never returns would also keep `exit` waiting, with nobody left to kill it.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  return {
    send: (message) => void process.send?.(message),
    onMessage: (listener) => process.on('message', listener),
  }
}

type ElectronPort = {
  postMessage(message: object): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

function isElectronPort(port: unknown): port is ElectronPort {
  return typeof port === 'object' && port !== null && 'postMessage' in port && 'on' in port
}
