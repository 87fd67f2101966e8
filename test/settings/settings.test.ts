import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CONTRACT } from '../../src/contract/contract'
import { createEvents } from '../../src/main/bridge/events'
import { createSettings, type SettingsProblem, type SettingsRoom } from '../../src/main/settings/settings'

let folder = ''
let file = ''
let problems: SettingsProblem[] = []
let changes = 0
let room: SettingsRoom

const context = {
  peer: { id: 'test', face: 'browser' as const },
  signal: new AbortController().signal,
  progress: () => {},
}

function start(): SettingsRoom {
  const events = createEvents((event, error) => {
    throw new Error(event, { cause: error })
  })
  events.subscribe('settings.changed', () => (changes += 1))
  return createSettings({ file, events, log: (problem) => problems.push(problem), now: () => 42 })
}
const read = async () => CONTRACT['settings.read'].output.parse(await room.handlers['settings.read']({}, context))
const place = (name: string) => ({ folder: `/lines/${name}`, title: name })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyswitch-settings-'))
  file = join(folder, 'state', 'settings.json')
  problems = []
  changes = 0
  room = start()
})
afterEach(async () => {
  await room.close()
  await rm(folder, { recursive: true, force: true })
})

it('a new person starts with the system’s language and theme and no places', async () => {
  expect(await read()).toEqual({ language: 'system', theme: 'system', recent: [] })
  expect(await readdir(folder)).toEqual([])
})

it('what was chosen is there after a restart, readable by its owner only', async () => {
  const changed = await room.handlers['settings.change']({ language: 'de' }, context)
  expect(changed).toEqual({ language: 'de', theme: 'system', recent: [] })
  await room.handlers['settings.change']({ theme: 'dark' }, context)
  expect(changes).toBe(2)
  room = start()
  expect(await read()).toEqual({ language: 'de', theme: 'dark', recent: [] })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

it('choosing what is chosen already changes nothing', async () => {
  await room.handlers['settings.change']({ language: 'system' }, context)
  expect(changes).toBe(0)
})

describe('recent places', () => {
  it('the newest is first, a place opened again moves up, and twelve are kept', async () => {
    for (let at = 1; at <= 13; at += 1) room.remember(place(`line ${at}`))
    room.remember(place('line 5'))
    const { recent } = await read()
    expect(recent.map(({ title }) => title)).toEqual(
      [5, 13, 12, 11, 10, 9, 8, 7, 6, 4, 3, 2].map((number) => `line ${number}`),
    )
  })

  it('a place can be forgotten', async () => {
    room.remember(place('line 1'))
    room.remember(place('line 2'))
    const after = await room.handlers['recent.forget']({ folder: '/lines/line 2' }, context)
    expect(after.recent).toEqual([place('line 1')])
  })
})

describe('a settings file that is not as it should be', () => {
  it.each([
    ['torn', '{"language":"de","rec'],
    ['of another form', '{"language":"klingon"}'],
    ['empty', ''],
  ])('a file that is %s is set aside and reported, not overwritten', async (_, text) => {
    await room.handlers['settings.change']({ theme: 'dark' }, context)
    await writeFile(file, text)
    expect(await read()).toEqual({ language: 'system', theme: 'system', recent: [] })
    expect(problems).toEqual([{ is: 'set-aside', file, as: `${file}.damaged-42` }])
    await room.handlers['settings.change']({ theme: 'light' }, context)
    expect(await readFile(`${file}.damaged-42`, 'utf8')).toBe(text)
    expect((await read()).theme).toBe('light')
  })

  it('what a newer version keeps there survives', async () => {
    await room.handlers['settings.change']({ theme: 'dark' }, context)
    await writeFile(file, '{"theme":"dark","zoom":1.5}')
    await room.handlers['settings.change']({ theme: 'light' }, context)
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ theme: 'light', zoom: 1.5 })
    expect(problems).toEqual([])
  })

  it('a folder that cannot be made refuses a change, and opening a place goes on', async () => {
    await writeFile(join(folder, 'state'), 'a file where the folder should be')
    await expect(room.handlers['settings.change']({ theme: 'dark' }, context)).rejects.toMatchObject({
      code: 'file-failed',
    })
    room.remember(place('line 1'))
    await room.close()
    expect(problems).toMatchObject([{ is: 'not-written', file }])
    expect((await read()).recent).toEqual([])
  })

  it('a file that may not be read is not written over', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may do what permissions forbid')
    await room.handlers['settings.change']({ theme: 'dark' }, context)
    await chmod(file, 0)
    expect((await read()).theme).toBe('system')
    await expect(room.handlers['settings.change']({ theme: 'light' }, context)).rejects.toMatchObject({
      code: 'file-failed',
    })
    await chmod(file, 0o600)
    expect((await read()).theme).toBe('dark')
  })
})

it('two programs changing different things lose neither', async () => {
  const other = start()
  await Promise.all([
    room.handlers['settings.change']({ theme: 'dark' }, context),
    room.handlers['settings.change']({ language: 'de' }, context),
  ])
  await other.handlers['settings.change']({ language: 'en' }, context)
  other.remember(place('line 1'))
  await other.close()
  expect(await read()).toEqual({ language: 'en', theme: 'dark', recent: [place('line 1')] })
})
