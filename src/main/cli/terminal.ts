import { WrongUsage } from './failure'

/** Nothing a command takes is larger; a file of passwords for ten thousand users is far smaller. */
const MOST_BYTES = 64 * 1024 * 1024

/** Whoever reads may have seen enough (`| head`): that ends the output, not the work, and is no failure. */
export function tolerateClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (!('code' in error) || error.code !== 'EPIPE') throw error
    })
  }
}

/** False once the reader has gone: whatever else would be printed is for nobody. */
export function isRead(): boolean {
  return !process.stdout.destroyed && process.stdout.writable
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** For what is said beside the result. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`)
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2))
}

/** Standard input to its end. Text of another encoding is refused, because it would become other names. */
export async function readInput(): Promise<string> {
  if (process.stdin.isTTY) note('Type the input as JSON and end it with Ctrl+D.')
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > MOST_BYTES) throw new WrongUsage('Standard input is larger than 64 MB.')
    chunks.push(bytes)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw new WrongUsage('Standard input is not UTF-8 text.')
  }
}

/** A password from a pipe or a file without its closing line break; from a person at a terminal unseen. */
export async function readPassword(question: string): Promise<string> {
  if (process.stdin.isTTY) return askUnseen(question)
  return (await readInput()).replace(/\r?\n$/, '')
}

/** Several passwords: a line each from a pipe or a file, one question each to a person at a terminal. */
export async function readPasswords(questions: readonly string[]): Promise<string[]> {
  if (!process.stdin.isTTY) return (await readInput()).replace(/\r?\n$/, '').split(/\r?\n/)
  const answers: string[] = []
  for (const question of questions) answers.push(await askUnseen(question))
  return answers
}

const ENTER = new Set(['\r', '\n', '\u0004'])
const ERASE = new Set(['\u007f', '\b'])
const INTERRUPT = '\u0003'

async function askUnseen(question: string): Promise<string> {
  const { stdin } = process
  process.stderr.write(question)
  stdin.setRawMode(true)
  stdin.setEncoding('utf8')
  stdin.resume()
  try {
    return await new Promise((answered, refused) => {
      let text: string[] = []
      const listen = (chunk: string) => {
        for (const sign of chunk) {
          if (ENTER.has(sign)) return settle(() => answered(text.join('')))
          if (sign === INTERRUPT) return settle(() => refused(new WrongUsage('Interrupted; nothing was changed.')))
          if (ERASE.has(sign)) text = text.slice(0, -1)
          else if (sign >= ' ') text.push(sign)
        }
      }
      const settle = (act: () => void) => {
        stdin.off('data', listen)
        act()
      }
      stdin.on('data', listen)
    })
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    process.stderr.write('\n')
  }
}
