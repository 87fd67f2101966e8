import { WrongUsage } from './failure'
import { withRunningDaemon, type DaemonPlace } from './runningDaemon'
import { printJson, readInput } from './terminal'

/** Any method of the contract on the running daemon; its answer is printed as JSON. */
export async function callDaemon(asked: DaemonPlace & { method: string }): Promise<number> {
  const input = parseInput(await readInput())
  return withRunningDaemon(asked, async ({ client }) => {
    printJson(await client.request('call', { method: asked.method, input }))
  })
}

/** An empty input is one without fields. */
function parseInput(text: string): object {
  let input: unknown
  try {
    input = text.trim() === '' ? {} : JSON.parse(text)
  } catch {
    throw new WrongUsage('Standard input is not JSON.')
  }
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input
  throw new WrongUsage('Standard input is not a JSON object.')
}
