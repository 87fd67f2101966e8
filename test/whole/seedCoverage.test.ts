import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../support/sources'

const rows = readFileSync(join(root, 'docs/seed-coverage.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| clause') && !line.startsWith('| ---'))
  .map((line) => {
    const [clause = '', , code = '', tests = ''] = line.slice(2, -2).split(/ +\| +/)
    return { clause: clause.trim(), code, tests }
  })

/** What the two documents have, by their own numbers. */
const CLAUSES =
  '1.1 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.2.6 1.2.7 1.3 1.4 1.5.1 1.5.2 1.5.3 1.5.4 2.1 2.2 2.3 2.4 3.1 3.2 3.3 4 ' +
  '1 2 3 5 6 7 8 9'

test('every clause of both documents is listed', () => {
  expect(new Set(rows.map(({ clause }) => clause))).toEqual(new Set([...CLAUSES.split(' '), 'not hardened']))
  // The mapping tables and the cases of the last section, row by row.
  for (const [clause, least] of [
    ['3.1', 8],
    ['3.2', 13],
    ['3.3', 2],
    ['4', 6],
    ['2.1', 3],
    ['1.4', 4],
  ] as const) {
    expect(rows.filter((row) => row.clause === clause).length, clause).toBeGreaterThanOrEqual(least)
  }
})

test('the code and the tests named there exist', () => {
  const missing = rows.flatMap(({ clause, code, tests }) => {
    const files = [...`${code} ${tests}`.matchAll(/`((?:src|test|docs)\/[^`]+)`/g)].map(([, file = '']) => file)
    const gone = files.filter((file) => !existsSync(join(root, file)))
    const untold = tests.split(' <br> ').filter((each) => {
      const [, file = '', title = ''] = /`([^`]+)`(?:: (.*))?/.exec(each.trim()) ?? []
      return !existsSync(join(root, file)) || !readFileSync(join(root, file), 'utf8').includes(title.trim())
    })
    return [...gone, ...untold].map((what) => `${clause}: ${what}`)
  })
  expect(missing).toEqual([])
  for (const { tests } of rows) expect(tests).toMatch(/`test\//)
})
