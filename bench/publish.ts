import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Figure } from './figure'
import { table } from './table'

/** Prints the table, and with `--write` puts it in the place of the last one in docs/performance.md; what stands around it stays. */
export async function publish(mark: string, figures: readonly Figure[]): Promise<void> {
  const text = table(figures)
  process.stdout.write(`${text}\n`)
  if (!process.argv.includes('--write')) return
  const path = resolve(import.meta.dirname, '../../docs/performance.md')
  const document = await readFile(path, 'utf8')
  const begin = `<!-- ${mark} -->`
  const from = document.indexOf(begin)
  const to = document.indexOf('<!-- until here -->', from)
  if (from < 0 || to < 0) throw new Error(`docs/performance.md has lost the line ${begin}`)
  await writeFile(path, `${document.slice(0, from)}${begin}\n\n${text}\n\n${document.slice(to)}`)
}
