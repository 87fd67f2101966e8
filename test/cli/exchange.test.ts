import { spawn } from 'node:child_process'
import { chmod, cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { writeBigDatabase } from '../support/bigDatabase'
import { contentsOf, SAMPLE, sampleCopy, temporaryFolder } from '../support/temporaryFolder'
import { builtCommandLine } from './commandLine'

const { run, file: commandLine, environment } = builtCommandLine()
const PASSPHRASE = 'Rain over Ulm 7, thrice'
const SAMPLE_PASSWORD = 'Filling-line 1'

/** A folder with the sample in `line-3`, to which everything else is written. */
async function place(): Promise<{ cwd: string; line: string }> {
  const cwd = await temporaryFolder()
  await cp(SAMPLE, join(cwd, 'line-3'), { recursive: true })
  return { cwd, line: join(cwd, 'line-3') }
}

async function change(folder: string, method: string, input: object): Promise<void> {
  const { code, err } = await run(['db', 'call', folder, method], { input: JSON.stringify(input) })
  expect({ code, err }).toEqual({ code: 0, err: '' })
}

describe('the sample out and in again', () => {
  it('encrypted: a new folder from the file is no different, passwords included', async () => {
    const { cwd, line } = await place()
    const input = `${PASSPHRASE}\n`
    expect(await run(['export', 'line-3', 'line-3.kusers'], { cwd, input })).toEqual({
      code: 0,
      out: `6 users, 6 groups and 19 objects are in ${join(cwd, 'line-3.kusers')}, encrypted.\n`,
      err: '',
    })
    const again = ['import', 'line-3.kusers', 'line-4', '--replace']
    expect(await run([...again, '--plan'], { cwd, input })).toEqual({
      code: 1,
      out: `A new database would be made in ${join(cwd, 'line-4')}.\n`,
      err: '',
    })
    expect((await readdir(cwd)).toSorted()).toEqual(['line-3', 'line-3.kusers'])
    const { code, out } = await run(again, { cwd, input })
    expect(code).toBe(0)
    expect(out).toBe(`A new database is in ${join(cwd, 'line-4')}: 6 users, 6 groups, 19 objects.\n`)
    const equal = { code: 0, out: 'There is no difference.\n', err: '' }
    expect(await run(['diff', 'line-3', 'line-4'], { cwd })).toEqual(equal)
    expect(await run(['diff', 'line-3.kusers', 'line-4'], { cwd, input })).toEqual(equal)
    expect(await run(['diff', 'line-4', 'line-3.kusers'], { cwd, input })).toEqual(equal)
    expect(await run(['db', 'verify', 'line-4', '--user', 'anna'], { cwd, input: SAMPLE_PASSWORD })).toMatchObject({
      code: 0,
    })
    expect(await contentsOf(line)).toEqual(await contentsOf(SAMPLE))
  })

  it('two encrypted files are compared with a line for each on standard input', async () => {
    const { cwd } = await place()
    await run(['export', 'line-3', 'a.kusers'], { cwd, input: `${PASSPHRASE}\n` })
    await change(join(cwd, 'line-3'), 'users.remove', { name: 'bogdan' })
    await run(['export', 'line-3', 'b.kusers'], { cwd, input: 'Another one 28 words\r\n' })
    const input = `${PASSPHRASE}\nAnother one 28 words\n`
    const { code, out, err } = await run(['diff', 'a.kusers', 'b.kusers', '--json'], { cwd, input })
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(JSON.parse(out)).toMatchObject({
      equal: false,
      counts: { added: 0, changed: 0, removed: 1 },
      differences: [{ subject: 'user', kind: 'removed', name: 'bogdan' }],
      passwordsUnknown: 0,
    })
    expect(await run(['diff', 'a.kusers', 'a.kusers'], { cwd, input: `${PASSPHRASE}\n${PASSPHRASE}` })).toMatchObject({
      code: 0,
    })
    expect((await run(['diff', 'a.kusers', 'b.kusers'], { cwd, input: `${PASSPHRASE}\n` })).code).toBe(2)
  })

  it('in clear: everything but passwords, which are said not to be compared', async () => {
    const { cwd } = await place()
    expect(await run(['export', 'line-3', 'line-3.kusers', '--clear'], { cwd })).toMatchObject({
      code: 0,
      out: `6 users, 6 groups and 19 objects are in ${join(cwd, 'line-3.kusers')}, without passwords.\n`,
    })
    const text = await readFile(join(cwd, 'line-3.kusers'), 'utf8')
    const hashes = (await readFile(join(SAMPLE, '.UserDatabase.csv'), 'utf8')).match(/[0-9a-f]{16,}/g) ?? []
    expect(hashes.length).toBeGreaterThan(6)
    for (const hash of hashes) expect(text).not.toContain(hash.slice(0, 16))
    expect(await run(['diff', 'line-3', 'line-3.kusers'], { cwd })).toEqual({
      code: 0,
      out: 'There is no difference.\nUsers whose passwords are not compared, as one side has none: 6.\n',
      err: '',
    })
    const imported = await run(['import', 'line-3.kusers', 'line-4', '--replace'], { cwd })
    expect(imported).toMatchObject({ code: 0, err: '' })
    expect(imported.out).toContain('New users without a password, who cannot log in until they get one: 6.\n')
    expect((await run(['diff', 'line-3.kusers', 'line-4'], { cwd })).code).toBe(0)
    const differs = await run(['diff', 'line-3', 'line-4'], { cwd })
    expect(differs.code).toBe(1)
    expect(differs.out).toMatch(/^0 added, 6 changed, 0 removed\.\nUsers\n( {2}~ \S+: password\n){6}$/)
    for (const password of ['', SAMPLE_PASSWORD]) {
      expect((await run(['db', 'verify', 'line-4', '--user', 'anna'], { cwd, input: password })).code).toBe(1)
    }
  })

  it.each([',', ';'])('as tables with %s: users, memberships and rights come back', async (separator) => {
    const { cwd } = await place()
    for (const table of ['users', 'rights']) {
      const args = ['export', 'line-3', `${table}.csv`, '--table', table, '--separator', separator]
      expect(await run(args, { cwd })).toMatchObject({ code: 0, err: '' })
      expect(await run(['diff', 'line-3', `${table}.csv`], { cwd })).toMatchObject({ code: 0, err: '' })
      expect(await run(['diff', `${table}.csv`, 'line-3'], { cwd })).toMatchObject({ code: 0, err: '' })
    }
    await run(['export', 'line-3', 'line-3.kusers', '--clear', '--parts', 'groups'], { cwd })
    // Nested groups stand in no table; objects that are only implied by others neither.
    for (const name of ['line-3.kusers', 'users.csv', 'rights.csv']) {
      expect(await run(['import', name, 'line-5', '--replace'], { cwd })).toMatchObject({ code: 0, err: '' })
    }
    const { code, out } = await run(['diff', 'line-3', 'line-5'], { cwd })
    expect(code).toBe(1)
    expect(out).toMatch(/^0 added, 6 changed, 0 removed\.\nUsers\n( {2}~ \S+: password(, kind of account)?\n){6}$/)
  })
})

describe('export', () => {
  it('makes a file that only its owner can read, and never one over another unless told to', async () => {
    const { cwd } = await place()
    const clear = ['export', 'line-3', 'line-3.kusers', '--clear']
    await run(clear, { cwd })
    const path = join(cwd, 'line-3.kusers')
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600)
    const before = await readFile(path)
    await change(join(cwd, 'line-3'), 'users.remove', { name: 'bogdan' })
    const again = await run([...clear, '--json'], { cwd })
    expect(again).toMatchObject({ code: 1, out: '' })
    expect(JSON.parse(again.err)).toEqual({
      error: { code: 'already-exists', details: { subject: 'file', name: path } },
    })
    expect(await readFile(path)).toEqual(before)
    await chmod(path, 0o644)
    const written = JSON.parse((await run([...clear, '--overwrite', '--json'], { cwd })).out)
    const after = await readFile(path)
    expect(written).toEqual({ file: path, bytes: after.length, users: 5, groups: 6, objects: 19 })
    expect(after).not.toEqual(before)
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await readdir(cwd)).toSorted()).toEqual(['line-3', 'line-3.kusers'])
  })

  it.each([
    ['without a passphrase', ['line-3', 'x.kusers'], '', 2, 'a passphrase is expected on standard input'],
    ['with one that is easily guessed', ['line-3', 'x.kusers'], 'password\n', 1, 'This passphrase is refused'],
    ['with an unknown part', ['line-3', 'x.kusers', '--clear', '--parts', 'users,hashes'], '', 2, '--parts takes'],
    ['with an unknown table', ['line-3', 'x.csv', '--table', 'hashes'], '', 2, 'choices are users, rights'],
    ['with another separator', ['line-3', 'x.csv', '--table', 'users', '--separator', '|'], '', 2, 'It is , or ;.'],
    ['of a folder without a database', ['.', 'x.kusers', '--clear'], '', 1, 'There is no user database'],
    ['into a folder that is not there', ['line-3', 'no/x.kusers', '--clear'], '', 1, 'There is no folder'],
    ['as a file of a database', ['line-3', '.UserDatabase.csv', '--clear'], '', 1, 'this name is reserved'],
  ])('%s is refused with a sentence, and no file is left', async (_, args, input, code, sentence) => {
    const { cwd, line } = await place()
    const outcome = await run(['export', ...args], { cwd, input })
    expect(outcome).toMatchObject({ code, out: '' })
    expect(outcome.err).toContain(sentence)
    expect(await readdir(cwd)).toEqual(['line-3'])
    expect(await contentsOf(line)).toEqual(await contentsOf(SAMPLE))
  })
})

describe('import', () => {
  const table = (rows: string) => `name,groups,password\n${rows}`

  it('takes over what is new and says so, in words and as JSON', async () => {
    const { cwd } = await place()
    await writeFile(join(cwd, 'new.csv'), table(`erin,Watch|Paint,Rain over Ulm 7\nfinn,Service,\n`))
    const plan = await run(['import', 'new.csv', 'line-3', '--merge', '--plan'], { cwd })
    expect(plan).toEqual({
      code: 1,
      err: '',
      out:
        'These would be changed: 6 added, 0 changed, 0 removed.\n' +
        'Users\n  + erin\n  + finn\n' +
        'Groups\n  + Paint\n' +
        'Members\n  + erin in Watch\n  + finn in Service\n  + erin in Paint\n',
    })
    expect(await contentsOf(join(cwd, 'line-3'))).toEqual(await contentsOf(SAMPLE))
    const { code, out, err } = await run(['import', 'new.csv', 'line-3', '--merge', '--json'], { cwd })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toMatchObject({
      folder: join(cwd, 'line-3'),
      created: false,
      saved: true,
      kind: 'users-table',
      problems: 0,
      withoutPassword: 1,
      counts: { added: 6, changed: 0, removed: 0 },
    })
    const verify = (user: string, input: string) => run(['db', 'verify', 'line-3', '--user', user], { cwd, input })
    expect((await verify('erin', 'Rain over Ulm 7')).code).toBe(0)
    expect((await verify('finn', '')).code).toBe(1)
  })

  it('rows with problems are told with their lines, and nothing is taken over unless they are left out', async () => {
    const { cwd, line } = await place()
    await writeFile(join(cwd, 'new.csv'), table('erin,Watch,short\nfinn,Watch,Rain over Ulm 7\n"a,b",Watch,\n'))
    const outcome = await run(['import', 'new.csv', 'line-3', '--merge'], { cwd })
    expect(outcome).toMatchObject({ code: 1, out: '' })
    const path = join(cwd, 'new.csv')
    expect(outcome.err).toContain(`${path}:2: password: This password is refused: it needs at least 8 characters`)
    expect(outcome.err).toContain(`${path}:4: name: “a,b” cannot be the name of a user`)
    expect(outcome.err).toContain('2 rows cannot be taken over.')
    expect(outcome.err).not.toContain('short')
    expect(await contentsOf(line)).toEqual(await contentsOf(SAMPLE))
    const skipped = await run(['import', 'new.csv', 'line-3', '--merge', '--skip-problems'], { cwd })
    expect(skipped).toMatchObject({ code: 0 })
    expect(skipped.out).toContain('Users\n  + finn\n')
    expect(skipped.out).not.toContain('erin')
  })

  it('what a guard refuses leaves everything as it was', async () => {
    const { cwd, line } = await place()
    await writeFile(join(cwd, 'all.csv'), 'name,groups\nanna,Developer\n')
    const outcome = await run(['import', 'all.csv', 'line-3', '--replace'], { cwd })
    expect(outcome).toMatchObject({ code: 1, out: '' })
    expect(outcome.err).toContain('This would leave nobody who is an administrator')
    expect(outcome.err).toMatch(/Refused: \d+\. Nothing was changed\.\n$/)
    expect(await contentsOf(line)).toEqual(await contentsOf(SAMPLE))
  })

  it.each([
    ['neither --replace nor --merge', ['x.csv', 'line-3'], 2, 'either --replace'],
    ['both', ['x.csv', 'line-3', '--replace', '--merge'], 2, 'either --replace'],
    ['a file that is not there', ['x.csv', 'line-3', '--merge'], 1, 'There is no file'],
    ['merging into nothing', ['line-3', 'line-9', '--merge'], 1, 'There is no folder'],
    ['the two the other way round', ['line-3', 'notes.txt', '--merge'], 2, 'is a file; the folder'],
    ['a text', ['notes.txt', 'line-3', '--merge'], 1, 'does not name the columns'],
  ])('%s is refused with a sentence', async (_, args, code, sentence) => {
    const { cwd, line } = await place()
    await writeFile(join(cwd, 'notes.txt'), 'what to do\ntomorrow\n')
    const outcome = await run(['import', ...args], { cwd })
    expect(outcome).toMatchObject({ code, out: '' })
    expect(outcome.err).toContain(sentence)
    expect((await readdir(cwd)).toSorted()).toEqual(['line-3', 'notes.txt'])
    expect(await contentsOf(line)).toEqual(await contentsOf(SAMPLE))
  })

  it('a wrong passphrase, or none, leaves everything as it was', async () => {
    const { cwd, line } = await place()
    await run(['export', 'line-3', 'a.kusers'], { cwd, input: PASSPHRASE })
    const wrong = await run(['import', 'a.kusers', 'line-3', '--replace'], { cwd, input: `${PASSPHRASE} not\n` })
    expect(wrong).toMatchObject({ code: 1, out: '' })
    expect(wrong.err).toContain('This is not the passphrase')
    expect(await run(['import', 'a.kusers', 'line-3', '--replace'], { cwd })).toMatchObject({ code: 2, out: '' })
    expect(await run(['import', 'a.kusers', 'line-9', '--replace'], { cwd, input: 'wrong' })).toMatchObject({ code: 1 })
    expect((await readdir(cwd)).toSorted()).toEqual(['a.kusers', 'line-3'])
    expect(await contentsOf(line)).toEqual(await contentsOf(SAMPLE))
  })

  it('a folder is taken over as any file, and two at the same moment lose nothing of each other', async () => {
    const { cwd } = await place()
    for (const [folder, name] of [
      ['a', 'erin'],
      ['b', 'finn'],
    ] as const) {
      await mkdir(join(cwd, folder))
      await cp(SAMPLE, join(cwd, folder), { recursive: true })
      await change(join(cwd, folder), 'users.add', { name, password: 'Rain over Ulm 7', group: 'Watch' })
    }
    const codes = await Promise.all(
      ['a', 'b'].map(async (folder) => (await run(['import', folder, 'line-3', '--merge'], { cwd })).code),
    )
    expect(codes).toEqual([0, 0])
    const { users } = JSON.parse((await run(['db', 'show', 'line-3', '--json'], { cwd })).out)
    expect(users.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(['erin', 'finn', 'chidi']))
  })

  it('Ctrl+C leaves an existing folder as it was and makes no new one', { timeout: 60_000 }, async () => {
    const { cwd, line } = await place()
    await writeBigDatabase(join(cwd, 'big'), { users: 20_000, objects: 2000, groups: 50 })
    const before = await readdir(tmpdir())
    // The lock is there while it is taken over; what becomes a new folder begins elsewhere.
    const begun = {
      'line-3': async () => (await readdir(line)).includes('.keyswitch.lock'),
      'line-9': async () => (await readdir(tmpdir())).length > before.length,
    }
    for (const folder of ['line-3', 'line-9'] as const) {
      const child = spawn(process.execPath, [commandLine(), 'import', 'big', folder, '--replace'], {
        cwd,
        env: environment(),
      })
      let err = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
      const ended = new Promise<number | null>((done) => child.once('close', done))
      await vi.waitUntil(begun[folder], { timeout: 20_000, interval: 20 })
      child.kill('SIGINT')
      expect({ code: await ended, err }).toEqual({ code: 1, err: 'Cancelled; nothing was changed.\n' })
    }
    expect(await contentsOf(line)).toEqual(await contentsOf(SAMPLE))
    expect((await readdir(cwd)).toSorted()).toEqual(['big', 'line-3'])
    expect(await readdir(tmpdir())).toEqual(before)
  })
})

describe('diff', () => {
  it('lists what would have to change in the first to be the second, and ends with 1', async () => {
    const { cwd } = await place()
    await cp(SAMPLE, join(cwd, 'line-4'), { recursive: true })
    await change(join(cwd, 'line-4'), 'users.remove', { name: 'chidi' })
    await change(join(cwd, 'line-4'), 'groups.add', { name: 'Paint' })
    await change(join(cwd, 'line-4'), 'users.change', { name: 'anna', mayChangePassword: false })
    const right = { object: 'Device.PlcLogic', group: 'Watch', right: 'modify', state: 'grant' }
    await change(join(cwd, 'line-4'), 'rights.set', right)
    expect(await run(['diff', 'line-3', 'line-4'], { cwd })).toEqual({
      code: 1,
      err: '',
      out:
        '1 added, 2 changed, 1 removed.\n' +
        'Users\n  ~ anna: may change the password\n  - chidi\n' +
        'Groups\n  + Paint\n' +
        'Rights\n  ~ Watch on Device.PlcLogic: Modify denied → granted\n',
    })
    const back = await run(['diff', 'line-4', 'line-3'], { cwd })
    expect(back.code).toBe(1)
    expect(back.out).toContain('  + chidi\n')
    expect(back.out).toContain('  - Paint\n')
  })

  it.each([
    ['a file that is not there', ['line-3', 'nothing.kusers'], 'not-found'],
    ['a folder without a database', ['line-3', '.'], 'not-a-database'],
    ['two tables', ['users.csv', 'users.csv'], 'wrong-usage'],
    ['an encrypted file and no passphrase', ['a.kusers', 'line-3'], 'wrong-usage'],
  ])('%s ends with 2, which is not “different”', async (_, args, code) => {
    const { cwd } = await place()
    await run(['export', 'line-3', 'a.kusers'], { cwd, input: PASSPHRASE })
    await run(['export', 'line-3', 'users.csv', '--table', 'users'], { cwd })
    const outcome = await run(['diff', ...args, '--json'], { cwd })
    expect(outcome).toMatchObject({ code: 2, out: '' })
    expect(JSON.parse(outcome.err)).toMatchObject({ error: { code } })
  })

  it('a damaged folder ends with 2 and stays as it is', async () => {
    const { cwd } = await place()
    const broken = await sampleCopy()
    for (const name of ['.GroupDatabase.csv', '.GroupDatabase.csv_']) await writeFile(join(broken, name), 'GroupDB')
    const before = await contentsOf(broken)
    const outcome = await run(['diff', 'line-3', broken], { cwd })
    expect(outcome).toMatchObject({ code: 2, out: '' })
    expect(outcome.err).toContain('is damaged')
    expect(await contentsOf(broken)).toEqual(before)
  })
})
