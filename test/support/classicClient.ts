import { createConnection } from 'node:net'
import { parse, stringify } from 'lossless-json'

export type Fields = Readonly<Record<string, unknown>>
export type Reply =
  | { id?: unknown; success: true; data: unknown }
  | { id?: unknown; success: false; error: { type: string; message: string } }

/**
 * One request as the reference's own client makes it: connect, one line, no half-close, one line back, and the daemon
 * closes. Fails where there is more or less than one line.
 */
export async function askClassic(socket: string, frame: Fields): Promise<Reply> {
  return readReply(await askText(socket, `${frameText(frame)}\n`))
}

/** The bytes of a request, whatever they are, and the one line that is answered, without its line feed. */
export async function askText(socket: string, bytes: string | Buffer): Promise<string> {
  const connection = createConnection(socket)
  const chunks: Buffer[] = []
  connection.on('data', (chunk: Buffer) => chunks.push(chunk))
  await new Promise<void>((closed, failed) => {
    connection.once('error', failed).once('close', () => closed())
    connection.write(bytes)
  })
  const text = Buffer.concat(chunks).toString('utf8')
  const line = text.slice(0, -1)
  if (!text.endsWith('\n') || line.includes('\n') || line === '') {
    throw new Error(`Not one line was answered: ${JSON.stringify(text.slice(0, 500))}`)
  }
  return line
}

/** JSON with every digit of a bigint, and −0 as it is. */
export function frameText(frame: unknown): string {
  const minusZero = { test: (value: unknown) => Object.is(value, -0), stringify: () => '-0' }
  const text = stringify(frame, undefined, undefined, [minusZero])
  if (text === undefined) throw new Error('This is no JSON.')
  return text
}

export function readReply(line: string): Reply {
  // The shape is what tests look at.
  return readExactly(line) as Reply
}

/** JSON whose integers beyond 2^53 are bigints, so that no digit is lost in looking at it. */
export function readExactly(text: string): unknown {
  return parse(text, undefined, {
    parseNumber: (digits) =>
      /^-?\d+$/.test(digits) && !Number.isSafeInteger(Number(digits)) ? BigInt(digits) : Number(digits),
  })
}
