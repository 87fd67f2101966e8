import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { dirname, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connectDirectly } from '../support/controllerClient'
import { temporaryFolder } from '../support/temporaryFolder'

const SCRIPT = resolve(import.meta.dirname, '../../scripts/demoController.mjs')

test(
  'it tells its address and its users on one line, and ends on SIGTERM leaving nothing',
  { timeout: 60_000 },
  async () => {
    const home = await temporaryFolder()
    const program = run(['--port', '0', '--rate', '50'], home)
    const line = await program.line()
    expect(line).toContain('operator / operator-demo')
    const url = /opc\.tcp:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? ''
    const { session, close } = await connectDirectly(url)
    expect((await session.read({ nodeId: 'ns=2;s=/Dev/PLC/Speed' })).value.value).toBe(1500)
    await close()
    const certificate = /\S+certificate\.pem/.exec(line)?.[0] ?? ''
    expect(existsSync(certificate)).toBe(true)
    expect(await program.end('SIGTERM')).toBe(0)
    expect(existsSync(dirname(dirname(certificate)))).toBe(false)
    expect(program.printed().trim()).toBe(line)
  },
)

test('a taken port and an option that is none are told in one sentence', { timeout: 60_000 }, async () => {
  const home = await temporaryFolder()
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  onTestFinished(() => void taken.close())
  const { port } = taken.address() as AddressInfo
  const program = run(['--port', String(port)], home)
  expect(await program.line()).toBe(`Port ${port} is in use: name another one with --port.`)
  expect(await program.exit()).toBe(1)
  for (const wrong of [
    ['--port', 'x'],
    ['--rate', '5'],
    ['--prot', '1'],
  ]) {
    const program = run(wrong, home)
    expect(await program.line()).toContain(wrong[0])
    expect(await program.exit()).toBe(2)
  }
})

function run(values: string[], home: string) {
  const child: ChildProcess = spawn(process.execPath, [SCRIPT, ...values], {
    env: { ...process.env, HOME: home, TMPDIR: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  const closed = new Promise<number | null>((ended) => child.once('close', ended))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await closed
  })
  const line = async () => {
    while (!printed.includes('\n')) {
      if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}; printed: ${printed}`)
      await new Promise((soon) => setTimeout(soon, 20))
    }
    return printed.slice(0, printed.indexOf('\n'))
  }
  return {
    line,
    printed: () => printed,
    exit: () => closed,
    end: (signal: NodeJS.Signals) => {
      child.kill(signal)
      return closed
    },
  }
}
