import { parseArgs } from 'node:util'

export type ProgramOptions = { port: number; rate?: number; folder?: string }

const DEFAULT_PORT = 48_400
const KNOWN = { port: { type: 'string' }, rate: { type: 'string' }, folder: { type: 'string' } } as const

/** What was asked for on the command line, or a sentence that says what is wrong with it. */
export function parseOptions(args: readonly string[]): ProgramOptions | string {
  try {
    const { port, rate, folder } = parseArgs({ args: [...args], options: KNOWN }).values
    const numbers = { port: whole(port, 0, 65_535), rate: whole(rate, 10, 3_600_000) }
    if (Number.isNaN(numbers.port)) return '--port takes a number from 0 to 65535.'
    if (Number.isNaN(numbers.rate)) return '--rate takes milliseconds from 10 to 3600000.'
    return {
      port: numbers.port ?? DEFAULT_PORT,
      ...(numbers.rate === undefined ? {} : { rate: numbers.rate }),
      ...(folder === undefined ? {} : { folder }),
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** NaN when it is not one within the limits. */
function whole(text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
  return number >= least && number <= most ? number : Number.NaN
}
