import { createServer, type Server } from 'node:net'
import { createInterface } from 'node:readline'
import { parseAddress, writeAddress } from '../../src/main/daemon/address'
import { claimSocket, type Claim } from '../../src/main/daemon/instance'
import { StartRefused } from '../../src/main/daemon/startRefused'

/**
 * A process of its own that claims addresses. Each line on standard input is one order, and each is answered by one line
 * of JSON: `{"claim":uri,"runtime":folder,"umask"?,"mode"?}`, `{"release":true}` or `{"become":uid}`.
 */
type Order = { claim?: string; runtime?: string; umask?: number; mode?: number; become?: number }

let held: { claim: Claim; server: Server } | undefined

async function obey({ claim: uri, runtime = '', umask, mode = 0o600, become }: Order): Promise<object> {
  if (become !== undefined) {
    process.setgroups?.([])
    process.setgid?.(become)
    process.setuid?.(become)
    return { released: true }
  }
  if (uri === undefined) {
    await release()
    return { released: true }
  }
  const before = umask === undefined ? undefined : process.umask(umask)
  try {
    const claim = await claimSocket(parseAddress(uri), { runtimeFolder: runtime })
    const server = createServer((socket) => socket.destroy())
    held = { claim, server }
    return { listening: writeAddress(await claim.listen(server, mode)), umask: process.umask() }
  } catch (error) {
    await release()
    if (error instanceof StartRefused) return { refused: error.message }
    throw error
  } finally {
    if (before !== undefined) process.umask(before)
  }
}

async function release(): Promise<void> {
  const current = held
  held = undefined
  if (!current) return
  if (current.server.listening) await new Promise((closed) => current.server.close(closed))
  await current.claim.release()
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await obey(JSON.parse(line) as Order))}\n`)
}
await release()
