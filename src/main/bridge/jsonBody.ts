import type { IncomingMessage } from 'node:http'

/** What came, or the HTTP status that says why it was not taken. */
export type JsonBody = { is: 'value'; value: unknown } | { is: 'refused'; status: 400 | 413 | 415 }

/** Reads a JSON body of at most `limit` bytes; anything but UTF-8 JSON is refused before it is looked at. */
export async function readJsonBody(request: IncomingMessage, limit: number): Promise<JsonBody> {
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/json(; *charset=utf-8)?$/i.test(type)) return { is: 'refused', status: 415 }
  if (request.headers['content-encoding'] !== undefined) return { is: 'refused', status: 415 }
  if (Number(request.headers['content-length'] ?? 0) > limit) return { is: 'refused', status: 413 }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    size += bytes.length
    if (size > limit) return { is: 'refused', status: 413 }
    chunks.push(bytes)
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
    return { is: 'value', value: JSON.parse(text) }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return { is: 'refused', status: 400 }
    throw error
  }
}
