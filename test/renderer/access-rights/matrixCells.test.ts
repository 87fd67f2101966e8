import { describe, expect, it } from 'vitest'
import { matrixCells, type MatrixCells } from '../../../src/renderer/pages/access-rights/matrixCells'

type Asked = { objects: string[]; answer: (code: string) => void; fail: () => void }

function cellsWithHeldAnswers(): { cells: MatrixCells; asked: Asked[]; settled: () => Promise<void> } {
  const asked: Asked[] = []
  const cells = matrixCells(
    (objects) =>
      new Promise((resolve, reject) => {
        asked.push({
          objects,
          answer: (code) => resolve({ groups: ['g'], rows: objects.map(() => code) }),
          fail: () => reject(new Error('gone')),
        })
      }),
    () => undefined,
  )
  cells.start()
  cells.refresh(0)
  return { cells, asked, settled: () => new Promise((resolve) => setTimeout(resolve)) }
}

describe('cells of the matrix', () => {
  it('are asked for one request at a time; of the wishes made meanwhile only the newest counts', async () => {
    const { cells, asked, settled } = cellsWithHeldAnswers()
    cells.want(['a'])
    cells.want(['b'])
    cells.want(['c', 'a'])
    expect(asked.map((each) => each.objects)).toEqual([['a']])
    asked[0]?.answer('+')
    await settled()
    expect(asked.map((each) => each.objects)).toEqual([['a'], ['c']])
    expect(cells.row('a')?.text).toBe('+')
  })

  it('from before an edit never replace those from after it', async () => {
    const { cells, asked, settled } = cellsWithHeldAnswers()
    cells.want(['a'])
    cells.refresh(1)
    asked[0]?.answer('old')
    await settled()
    expect(cells.row('a')).toBeUndefined()
    asked[1]?.answer('new')
    await settled()
    expect(cells.row('a')?.text).toBe('new')
  })

  it('stay in sight while newer ones are on their way, and are the same object when nothing changed', async () => {
    const { cells, asked, settled } = cellsWithHeldAnswers()
    cells.want(['a'])
    asked[0]?.answer('+')
    await settled()
    const before = cells.row('a')
    cells.refresh(1)
    expect(cells.row('a')).toBe(before)
    asked[1]?.answer('+')
    await settled()
    expect(cells.row('a')).toBe(before)
  })

  it('are not asked for again after a failure until somebody says so', async () => {
    const { cells, asked, settled } = cellsWithHeldAnswers()
    cells.want(['a'])
    asked[0]?.fail()
    await settled()
    expect(cells.failure?.code).toBe('internal')
    cells.want(['a'])
    expect(asked).toHaveLength(1)
    cells.retry()
    expect(asked).toHaveLength(2)
  })

  it('are asked for in calls of no more than the program takes', async () => {
    const { cells, asked, settled } = cellsWithHeldAnswers()
    cells.want(Array.from({ length: 1500 }, (_, at) => `o${at}`))
    asked[0]?.answer('o')
    await settled()
    expect(asked.map((each) => each.objects.length)).toEqual([1024, 476])
  })

  it('are not asked for by a page that is gone', async () => {
    const { cells, asked, settled } = cellsWithHeldAnswers()
    cells.want(['a'])
    cells.stop()
    asked[0]?.answer('+')
    await settled()
    cells.want(['b'])
    expect(asked).toHaveLength(1)
  })
})
