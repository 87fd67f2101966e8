import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAudit } from '../../src/main/audit/audit'
import { builtCommandLine } from './commandLine'

const { run } = builtCommandLine()
let state = ''
let log = ''

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'keyswitch-state-'))
  const folder = join(state, 'audit')
  log = join(folder, 'activity.log')
  let now = Date.UTC(2026, 2, 1, 10)
  const audit = createAudit({ folder, events: { emit: () => {} }, log: () => {}, now: () => (now += 1000) })
  const about = { database: '/data/line-3', user: 'bogdan', groups: ['Watch', 'Service'] }
  audit.record({ user: 'dörte', peer: 'browser', method: 'users.setGroups', outcome: 'ok', about })
  audit.record({
    user: null,
    peer: 'program 7',
    method: 'login.finish',
    outcome: 'login-failed',
    about: { user: 'a\u001b[2J\u202e' },
  })
  audit.record({ user: 'dörte', peer: 'browser', method: 'login.end', outcome: 'ok', about: {} })
  await audit.close()
})
afterAll(() => rm(state, { recursive: true, force: true }))

const audit = (...args: string[]) => run(['audit', ...args], { env: { KEYSWITCH_STATE_DIR: state } })
const hashOf = async () => JSON.parse((await readFile(log, 'utf8')).split('\n')[2] ?? '').hash

describe('audit verify', () => {
  it('says that the log is whole, with the hash to note elsewhere', async () => {
    const hash = await hashOf()
    expect(await audit('verify')).toEqual({
      code: 0,
      out: `The activity log ${log} is whole: 3 entries, the last with the hash ${hash}.\n`,
      err: '',
    })
    const { out } = await audit('verify', '--json')
    expect(JSON.parse(out)).toEqual({ file: log, entries: 3, head: { seq: 3, hash }, problem: null })
  })

  it('names the line at which it is broken and ends with 1', async () => {
    const copy = join(state, 'copy.log')
    const text = await readFile(log, 'utf8')
    const cases = [
      [text.replace('program 7', 'program 8'), 2, 'changed', 'it was changed, or is no entry'],
      [text.slice(text.indexOf('\n') + 1), 1, 'missing', 'an entry before it is missing or in another place'],
      [text.slice(0, -30), 3, 'torn', 'it was not written to its end'],
    ] as const
    for (const [changed, line, is, sentence] of cases) {
      await writeFile(copy, changed)
      expect(await audit('verify', '--file', copy)).toEqual({
        code: 1,
        out: `The activity log ${copy} is broken at line ${line}: ${sentence}.\n`,
        err: '',
      })
      const { code, out } = await audit('verify', '--file', copy, '--json')
      expect([code, JSON.parse(out).problem]).toEqual([1, { line, is }])
    }
    await writeFile(copy, text)
    expect((await audit('verify', '--file', copy)).code).toBe(0)
  })

  it('a computer on which nothing happened has a log without entries', async () => {
    expect(await run(['audit', 'verify'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/ has no entry yet\.\n$/),
    })
    expect(await run(['audit', 'show'])).toMatchObject({ code: 0, out: 'There is no such entry.\n' })
  })
})

describe('audit show', () => {
  it('shows the last entries, the newest at the end, and no sign that moves a cursor', async () => {
    expect((await audit('show')).out.split('\n')).toEqual([
      '2026-03-01T10:00:01.000Z  dörte  browser  users.setGroups  ok  database: /data/line-3; user: bogdan; groups: Watch, Service',
      String.raw`2026-03-01T10:00:02.000Z  –  program 7  login.finish  login-failed  user: a\u001b[2J\u202e`,
      '2026-03-01T10:00:03.000Z  dörte  browser  login.end  ok',
      '',
    ])
    expect((await audit('show', '--limit', '1')).out).toMatch(/^.*login\.end {2}ok\n$/)
    expect((await audit('show', '--filter', 'BOGDAN')).out).toMatch(/^.*users\.setGroups.*\n$/)
    const page = JSON.parse((await audit('show', '--json', '--limit', '2')).out)
    expect(page).toMatchObject({ entries: [{ seq: 3 }, { seq: 2 }], total: 3, more: true })
  })

  it('wrong usage and a file that is not there are told apart', async () => {
    expect(await audit('show', '--limit', '0')).toMatchObject({ code: 2, out: '' })
    const missing = join(state, 'none.log')
    const { code, err } = await audit('verify', '--file', missing, '--json')
    expect([code, JSON.parse(err)]).toEqual([
      1,
      { error: { code: 'file-failed', details: { file: missing, code: 'ENOENT' } } },
    ])
  })
})
