import { spawn } from 'node:child_process'
import { cp, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { withFolderLock } from '../../src/main/usermgmt/file/folderLock'
import { contentsOf, SAMPLE, temporaryFolder } from '../support/temporaryFolder'
import { builtCommandLine } from './commandLine'

const { run, file: commandLine, environment } = builtCommandLine()
const PASSPHRASE = 'Rain over Ulm 7, thrice'

/** `line-3`, from which bogdan has gone, and copies of the sample to apply it to. */
async function place(count: number): Promise<{ cwd: string; lines: string[]; bytes: () => Promise<unknown> }> {
  const cwd = await temporaryFolder()
  const lines = Array.from({ length: count }, (_, index) => join(cwd, `line-${index + 4}`))
  for (const folder of [join(cwd, 'line-3'), ...lines]) await cp(SAMPLE, folder, { recursive: true })
  const { code } = await run(['db', 'call', join(cwd, 'line-3'), 'users.remove'], { input: '{"name":"bogdan"}' })
  expect(code).toBe(0)
  return { cwd, lines, bytes: () => Promise.all(lines.map(contentsOf)) }
}

describe('a plan', () => {
  it('says for each folder what would change, changes nothing, and exits with 1', async () => {
    const { cwd, lines, bytes } = await place(2)
    const [first = '', second = ''] = lines
    const before = await bytes()
    expect(await run(['apply', 'line-3', 'line-4', 'line-5', '--plan'], { cwd })).toEqual({
      code: 1,
      out: [
        `${first}  would change: 0 added, 0 changed, 1 removed`,
        '  Users',
        '    - bogdan',
        `${second}  would change: 0 added, 0 changed, 1 removed`,
        '  Users',
        '    - bogdan',
        'Would change: 2. The same: 0. Cannot be done: 0.',
        '',
      ].join('\n'),
      err: '',
    })
    expect(await bytes()).toEqual(before)
    // Nothing that only removes is left when merging.
    expect(await run(['apply', 'line-3', 'line-4', '--plan', '--merge'], { cwd })).toEqual({
      code: 0,
      out: `${first}  the same already\nWould change: 0. The same: 1. Cannot be done: 0.\n`,
      err: '',
    })
  })

  it('exits with 1 where a folder cannot be done, and says why', async () => {
    const { cwd, lines } = await place(2)
    for (const name of ['.UserDatabase.csv', '.UserDatabase.csv_']) {
      await writeFile(join(lines[0] ?? '', name), 'UserDB,FileVersion,2\nChecksum,0x00000000')
    }
    const { code, out } = await withFolderLock(lines[1] ?? '', () =>
      run(['apply', 'line-3', 'line-4', 'line-5', 'line-9', '--plan', '--json'], { cwd }),
    )
    expect(code).toBe(1)
    const { targets } = JSON.parse(out) as { targets: { is: string; error: { code: string } }[] }
    expect(targets.map(({ is, error }) => `${is} ${error.code}`)).toEqual([
      'refused database-damaged',
      'refused folder-in-use',
      'refused not-found',
    ])
  })
})

describe('applying', () => {
  it('changes every folder that can be, leaves the damaged one as it is, and can be undone', async () => {
    const { cwd, lines, bytes } = await place(3)
    const [first = '', second = '', third = ''] = lines
    await writeFile(join(second, '.UserMgmtRightsDB.csv'), '#Object')
    const before = await bytes()
    const { code, out, err } = await run(['apply', 'line-3', ...lines], { cwd })
    expect({ code, err }).toEqual({ code: 1, err: '' })
    const told = out.split('\n')
    expect(told[0]).toBe(`${first}  done, 1 change applied and read back`)
    expect(told[1]).toMatch(`${second}  left as it is: .UserMgmtRightsDB.csv is damaged in line 1: `)
    expect(told[2]).toBe(`${third}  done, 1 change applied and read back`)
    expect(told[3]).toBe('Done: 2. The same: 0. Left as they are: 1.')
    const id = /^To undo it: keyswitch apply --undo (\S+)$/.exec(told[4] ?? '')?.[1] ?? ''
    const equal = await run(['diff', 'line-3', 'line-4'], { cwd })
    expect(equal.code).toBe(0)

    const runs = await run(['apply', '--runs'])
    expect(runs.out).toMatch(new RegExp(`^${id}  \\S+  line-3  folders: 2, to undo: 2\n`))
    expect(await run(['apply', '--undo', id])).toEqual({
      code: 0,
      out: [
        `${first}  has its files of before again`,
        `${third}  has its files of before again`,
        'Restored: 2. Left as they are: 0.',
        '',
      ].join('\n'),
      err: '',
    })
    expect(await bytes()).toEqual(before)
    expect(await run(['apply', '--undo', id])).toMatchObject({
      code: 1,
      err: 'There is nothing to take back or do again.\n',
    })
    expect(await run(['apply', '--undo', '../state'])).toMatchObject({ code: 1, out: '' })
  })

  it('a second time there is nothing to do, and the exit code is 0', async () => {
    const { cwd, lines } = await place(1)
    expect((await run(['apply', 'line-3', ...lines, '--json'], { cwd })).code).toBe(0)
    const { code, out } = await run(['apply', 'line-3', ...lines, '--json'], { cwd })
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      run: null,
      targets: [{ folder: lines[0], title: 'line-4', is: 'same', applied: 0, error: null, refused: [] }],
    })
  })

  it('an encrypted file is applied as the database it was exported from, passwords included', async () => {
    const { cwd, lines } = await place(1)
    const input = `${PASSPHRASE}\n`
    await run(['export', 'line-3', 'line-3.kusers'], { cwd, input })
    expect(await run(['apply', 'line-3.kusers', ...lines], { cwd, input })).toMatchObject({ code: 0, err: '' })
    expect((await run(['diff', 'line-3', 'line-4'], { cwd })).code).toBe(0)
    const wrong = await run(['apply', 'line-3.kusers', ...lines], { cwd, input: 'Snow over Ulm 8, twice\n' })
    expect(wrong).toMatchObject({ code: 1, out: '' })
    expect((await readdir(cwd)).toSorted()).toEqual(['line-3', 'line-3.kusers', 'line-4'])
  })

  it('a file that holds only some of a database, or no passwords, is refused before anything', async () => {
    const { cwd, lines, bytes } = await place(1)
    const before = await bytes()
    await run(['export', 'line-3', 'users.kusers', '--parts', 'users'], { cwd, input: `${PASSPHRASE}\n` })
    await run(['export', 'line-3', 'clear.kusers', '--clear'], { cwd })
    await run(['export', 'line-3', 'users.csv', '--table', 'users'], { cwd })
    const refusals: string[] = []
    for (const name of ['users.kusers', 'clear.kusers', 'users.csv']) {
      const { code, err } = await run(['apply', name, ...lines], { cwd, input: `${PASSPHRASE}\n` })
      expect(code).toBe(2)
      refusals.push(err.replace(cwd, ''))
    }
    expect(refusals).toEqual([
      'apply: /users.kusers does not hold groups and rights; import it into a database first.\n',
      'apply: /clear.kusers was exported without passwords; import it into a database first.\n',
      'apply: /users.csv is no .kusers file; import it into a database first.\n',
    ])
    expect(await bytes()).toEqual(before)
  })

  it.skipIf(process.platform === 'win32')(
    'Ctrl+C stops between two folders and says what was done; the rest is untouched',
    async () => {
      const { cwd, lines } = await place(60)
      const untouched = await contentsOf(lines[0] ?? '')
      const state = join(cwd, 'state')
      const child = spawn(process.execPath, [commandLine(), 'apply', 'line-3', ...lines, '--json'], {
        cwd,
        env: { ...environment(), KEYSWITCH_STATE_DIR: state },
      })
      let out = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
      const ended = new Promise<number | null>((closed) => child.once('close', closed))
      await vi.waitFor(async () => expect(await readdir(join(state, 'applied'))).toHaveLength(1), {
        timeout: 20_000,
        interval: 5,
      })
      child.kill('SIGINT')
      expect(await ended).toBe(1)
      const { run: id, targets } = JSON.parse(out) as { run: string; targets: { folder: string; is: string }[] }
      const cancelled = targets.filter(({ is }) => is === 'cancelled')
      expect(cancelled.length).toBeGreaterThan(0)
      expect(targets.filter(({ is }) => is === 'applied').length + cancelled.length).toBe(60)
      for (const { folder } of cancelled) expect(await contentsOf(folder)).toEqual(untouched)
      const undone = await run(['apply', '--undo', id], { env: { KEYSWITCH_STATE_DIR: state } })
      expect(undone.code).toBe(0)
      for (const folder of lines) expect(await contentsOf(folder)).toEqual(untouched)
    },
  )
})

it.each([
  [['apply']],
  [['apply', 'line-3']],
  [['apply', '--runs', '--undo', 'x']],
  [['apply', 'line-3', 'line-4', '--undo', 'x']],
  [['apply', '--runs', '--plan']],
])('%j cannot be meant', async (args) => {
  const { code, out, err } = await run(args)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toMatch(/^apply: .*\.\n$/)
})
