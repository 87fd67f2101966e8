import { chmod, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { METHODS } from '../../src/contract/names'
import { contentsOf, sampleCopy, temporaryFolder } from '../support/temporaryFolder'
import { builtCommandLine } from './commandLine'

const { run } = builtCommandLine()
const PASSWORD = 'Rain over Ulm 7'
const ERIN = { name: 'erin', group: 'Watch', password: PASSWORD }

const call = (folder: string, method: string, input: unknown, ...more: string[]) =>
  run(['db', 'call', folder, method, ...more], { input: typeof input === 'string' ? input : JSON.stringify(input) })

describe('editing', () => {
  it('is saved at once, and taken back the same way leaves the identical bytes', async () => {
    const folder = await sampleCopy()
    const before = await contentsOf(folder)
    expect(await call(folder, 'users.add', ERIN)).toEqual({ code: 0, out: 'Done and saved.\n', err: '' })
    expect((await run(['db', 'verify', folder, '--user', 'erin'], { input: PASSWORD })).code).toBe(0)
    expect(await call(folder, 'users.remove', { name: 'erin' }, '--json')).toEqual({ code: 0, out: '{}\n', err: '' })
    expect(await contentsOf(folder)).toEqual(before)
  })

  it('of groups, members and rights works the same', async () => {
    const folder = await sampleCopy()
    const before = await contentsOf(folder)
    const steps: [string, object][] = [
      ['groups.add', { name: 'Cleaning' }],
      ['groups.addMember', { group: 'Cleaning', user: 'anna' }],
      ['groups.addMember', { group: 'Cleaning', member: 'Watch' }],
      ['rights.set', { object: 'Device.PlcLogic.Filler', group: 'Cleaning', right: 'view', state: 'deny' }],
      ['rights.set', { object: 'Device.Logger', group: ['Watch', 'Service'], right: 'addRemove', state: 'grant' }],
    ]
    for (const [method, input] of steps) expect(await call(folder, method, input)).toMatchObject({ code: 0, err: '' })
    const explained = await run([
      'db',
      'explain',
      folder,
      '--user',
      'anna',
      '--object',
      'Device.PlcLogic.Filler',
      '--json',
    ])
    expect(JSON.parse(explained.out)['anna']['Device.PlcLogic.Filler']['view'].allowed).toBe(false)
    const back: [string, object][] = [
      ['rights.set', { object: 'Device.Logger', group: ['Watch', 'Service'], right: 'addRemove', state: 'neutral' }],
      ['groups.remove', { name: 'Cleaning' }],
    ]
    for (const [method, input] of back) expect(await call(folder, method, input)).toMatchObject({ code: 0, err: '' })
    expect(await contentsOf(folder)).toEqual(before)
  })

  it('by several commands at the same moment loses none of them', async () => {
    const folder = await sampleCopy()
    const names = ['u1', 'u2', 'u3', 'u4']
    const outcomes = await Promise.all(names.map((name) => call(folder, 'users.add', { ...ERIN, name })))
    for (const outcome of outcomes) expect(outcome).toEqual({ code: 0, out: 'Done and saved.\n', err: '' })
    const { users } = JSON.parse((await call(folder, 'users.list', {})).out)
    expect(
      users
        .map(({ name }: { name: string }) => name)
        .slice(6)
        .toSorted(),
    ).toEqual(names)
    expect((await readdir(folder)).filter((name) => name.startsWith('.keyswitch'))).toEqual([])
  }, 30_000)

  it('that is refused changes nothing and says why', async () => {
    const folder = await sampleCopy()
    const before = await contentsOf(folder)
    const refusals: [string, object, string][] = [
      ['users.remove', { name: 'admin' }, 'last-administrator'],
      ['users.setGroups', { name: 'admin', groups: ['Watch'] }, 'last-administrator'],
      ['groups.removeMember', { group: 'Administrator', user: 'admin' }, 'last-administrator'],
      ['groups.remove', { name: 'Administrator' }, 'administrator-group'],
      ['groups.addMember', { group: 'Night shift', member: 'Service' }, 'group-cycle'],
      ['users.add', { ...ERIN, name: 'Anna' }, 'name-refused'],
      ['users.add', { ...ERIN, name: 'a,b' }, 'name-refused'],
      ['users.add', { ...ERIN, name: 'a\nb' }, 'name-refused'],
      ['users.add', { ...ERIN, name: 'ä'.repeat(30) }, 'name-refused'],
      ['users.add', { ...ERIN, name: 'anna' }, 'already-exists'],
      ['users.add', { ...ERIN, password: 'erin' }, 'password-refused'],
      ['users.add', { ...ERIN, mayChangePassword: false, mustChangePassword: true }, 'flags-contradict'],
      ['users.remove', { name: 'nobody' }, 'not-found'],
      ['databases.undo', {}, 'nothing-to-undo'],
    ]
    for (const [method, input, code] of refusals) {
      const outcome = await call(folder, method, input, '--json')
      expect({ method, input, code: outcome.code, out: outcome.out }).toEqual({ method, input, code: 1, out: '' })
      expect(JSON.parse(outcome.err)).toMatchObject({ error: { code } })
    }
    expect(await contentsOf(folder)).toEqual(before)
  }, 30_000)

  it('never repeats a password, whatever goes wrong', async () => {
    const folder = await sampleCopy()
    const outcomes = [
      await call(folder, 'users.add', { ...ERIN, name: 'anna' }),
      await call(folder, 'users.add', { ...ERIN, colour: PASSWORD }),
      await call(folder, 'users.add', `{"password":"${PASSWORD}"`),
      await call(folder, 'users.add', { ...ERIN, password: [PASSWORD] }, '--json'),
    ]
    for (const { out, err } of outcomes) expect(out + err).not.toContain(PASSWORD)
  })

  it('in a folder that cannot be written to is refused', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may do what permissions forbid')
    const folder = await sampleCopy()
    await chmod(folder, 0o500)
    const { code, err } = await call(folder, 'users.add', ERIN)
    await chmod(folder, 0o700)
    expect(code).toBe(1)
    expect(err).toContain('cannot be written to. Nothing was changed')
  })

  it('can write a copy into another folder', async () => {
    const folder = await sampleCopy()
    const parent = await temporaryFolder()
    const outcome = await run(['db', 'call', folder, 'databases.saveCopy'], { input: '{"folder":"copy"}', cwd: parent })
    expect(outcome).toMatchObject({ code: 0, err: '' })
    const { 'README.md': _, ...files } = await contentsOf(folder)
    expect(await contentsOf(join(parent, 'copy'))).toEqual(files)
  })
})

describe('reading', () => {
  it('prints the reply as JSON and takes no lock', async () => {
    const folder = await sampleCopy()
    const before = await contentsOf(folder)
    const why = { subject: 'user', name: 'dörte', object: 'Device.PlcLogic.Filler', right: 'modify' }
    const { code, out } = await call(folder, 'rights.why', why)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      allowed: false,
      reason: { is: 'denied', via: ['Night shift'], at: 'Device.PlcLogic.Filler', inherited: false },
    })
    expect(await contentsOf(folder)).toEqual(before)
  })

  it('an empty standard input is an input without fields', async () => {
    const { code, out } = await call(await sampleCopy(), 'groups.list', '')
    expect(code).toBe(0)
    expect(JSON.parse(out).groups).toHaveLength(6)
  })
})

describe('wrong use ends with 2', () => {
  it.each([
    ['something that is not JSON', '{"name":', 'Standard input is not JSON.\n'],
    ['JSON that is no object', '["erin"]', 'Standard input is not a JSON object.\n'],
    ['a database of its own', '{"database":"x"}', 'The input takes no “database”: the folder says which one.\n'],
    ['missing fields', '{"name":"erin"}', 'The input is not of the form this method takes: password.\n'],
    [
      'unknown fields',
      JSON.stringify({ ...ERIN, colour: 1 }),
      'The input is not of the form this method takes: colour.\n',
    ],
  ])('%s', async (_, input, err) => {
    const folder = await sampleCopy()
    const before = await contentsOf(folder)
    expect(await call(folder, 'users.add', input)).toEqual({ code: 2, out: '', err })
    expect(await contentsOf(folder)).toEqual(before)
  })

  it('a method that does not exist', async () => {
    expect(await call(await sampleCopy(), 'users.explode', {})).toEqual({
      code: 2,
      out: '',
      err: 'There is no method “users.explode”.\n',
    })
  })
})

it('methods that mean nothing for one folder are not available, before anything is read', async () => {
  const folder = join(await temporaryFolder(), 'nowhere')
  const elsewhere = METHODS.filter(
    (method) =>
      /^(app|desktop|settings|recent|files|folders|work|vault|exports|imports)\./.test(method) ||
      ['daemon.pause', 'apply.plan', 'apply.run'].includes(method) ||
      ['databases.list', 'databases.open', 'databases.openSample', 'databases.create', 'databases.close'].includes(
        method,
      ) ||
      method.endsWith('.import'),
  )
  expect(elsewhere).toHaveLength(32)
  for (const method of elsewhere.filter((_, at) => at % 4 === 0)) {
    expect(await call(folder, method, {})).toEqual({ code: 1, out: '', err: `${method} is not available here.\n` })
  }
})

it('the example of the readme does what it says', async () => {
  const folder = await sampleCopy()
  const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8')
  const [, input = '', method = ''] = /echo '(.*)' \| npx keyswitch db call line-3 (\S+)/.exec(readme) ?? []
  expect(await call(folder, method, input)).toMatchObject({ code: 0, err: '' })
})
