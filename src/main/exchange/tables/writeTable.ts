import { stringify } from 'csv-stringify/sync'
import type { Work } from '../../usermgmt/operations'
import { breathing } from './breathe'

export type TableWriting = {
  separator: ',' | ';'
  work?: Work
}

const BYTE_ORDER_MARK = '\uFEFF'
/** Cells that are made into text in one go. */
const TOGETHER = 4000

/**
 * The bytes of a table as spreadsheet programs read it: UTF-8 with its mark, CR LF. Rests in between; fails with
 * `cancelled`.
 */
export async function writeTable(
  rows: Iterable<readonly string[]>,
  count: number,
  { separator, work = {} }: TableWriting,
): Promise<Uint8Array> {
  const breathe = breathing(work.signal)
  const pieces: Buffer[] = [Buffer.from(BYTE_ORDER_MARK)]
  let together: (readonly string[])[] = []
  let [cells, done] = [0, 0]
  const flush = async () => {
    // Quotes also around what another separator would cut: nobody knows what the next program takes for one.
    const text = stringify(together, { delimiter: separator, record_delimiter: 'windows', quoted_match: /[,;\t]/u })
    pieces.push(Buffer.from(text))
    done += together.length
    together = []
    cells = 0
    // The heading is no row.
    work.progress?.(Math.min(Math.max(done - 1, 0), count), count)
    await breathe()
  }
  for (const row of rows) {
    together.push(row)
    cells += row.length
    if (cells >= TOGETHER) await flush()
  }
  await flush()
  return Buffer.concat(pieces)
}
