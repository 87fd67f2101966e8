import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linesBackwards, linesFrom, type Line } from '../../src/main/audit/lines'
import { openToRead } from '../../src/main/state/appendedFile'
import { temporaryFolder } from '../support/temporaryFolder'

test('the lines of a file are the same from its end as from its beginning, wherever blocks begin', async () => {
  const path = join(await temporaryFolder(), 'lines')
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.constant(0), fc.nat(40), fc.nat(9000), fc.constant(600_000)), { maxLength: 30 }),
      fc.nat(3),
      async (lengths, feeds) => {
        const text = lengths.map((length) => 'x'.repeat(length)).join('\n') + '\n'.repeat(feeds)
        await writeFile(path, text)
        const file = await openToRead(path)
        if (!file) throw new Error('it is there')
        try {
          const forwards = await all(linesFrom(file, 0))
          expect(forwards.map(({ length }) => length)).toEqual(
            text
              .replace(/\n$/, '')
              .split('\n')
              .map((line) => line.length)
              .slice(text === '' ? 1 : 0),
          )
          expect((await all(linesBackwards(file, text.length))).toReversed()).toEqual(forwards)
        } finally {
          await file.close()
        }
      },
    ),
    { numRuns: 150 },
  )
})

test('a line feed at the first byte of a block ends one line, not two', async () => {
  const path = join(await temporaryFolder(), 'lines')
  for (const tail of [4095, 4096, 4097]) {
    await writeFile(path, `one\ntwo\n${'x'.repeat(tail - 1)}\n`)
    const file = await openToRead(path)
    if (!file) throw new Error('it is there')
    const lines = await all(linesBackwards(file, 8 + tail))
    await file.close()
    expect(lines.map(({ length }) => length)).toEqual([tail - 1, 3, 3])
  }
})

async function all(lines: AsyncIterable<Line>) {
  const found = []
  for await (const { at, length, ended, bytes } of lines) found.push({ at, length, ended, kept: bytes?.length })
  return found
}
