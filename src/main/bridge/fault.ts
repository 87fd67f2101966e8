/**
 * What the log may hold of an unexpected failure: kinds, system codes and places in the code. Messages are left out,
 * because a message may quote what a person typed; with them go quoted lines that only look like places.
 */
export type Fault = { name: string; code?: string; at: string[]; cause?: Fault }

const PLACES = 20
const CAUSES = 4

/** The speakable part of anything that was thrown; pure. */
export function describeFault(thrown: unknown, depth = 0): Fault {
  if (!(thrown instanceof Error)) return { name: typeof thrown, at: [] }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code.slice(0, 40) : undefined
  return {
    name: kindOf(thrown),
    ...(code === undefined || !/^[\w-]+$/.test(code) ? {} : { code }),
    at: placesOf(thrown),
    ...(thrown.cause === undefined || depth >= CAUSES ? {} : { cause: describeFault(thrown.cause, depth + 1) }),
  }
}

/** The class, not `name`, which anybody can set to any text. */
function kindOf(error: Error): string {
  const name: unknown = error.constructor?.name
  return typeof name === 'string' && /^\w{1,60}$/.test(name) ? name : 'Error'
}

function placesOf(error: Error): string[] {
  const stack = error.stack ?? ''
  const start = stack.indexOf(error.message)
  // Without the message in it the stack is older than the message, and its head cannot be told from its places.
  if (start < 0) return []
  return stack
    .slice(start + error.message.length)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .+:\d+:\d+\)?$/.test(line))
    .slice(0, PLACES)
}
