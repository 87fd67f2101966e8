import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { completionHandlers } from '../../src/main/databases/folders'

let home = ''
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'keyswitch-folders-'))
})
afterEach(async () => {
  await rm(home, { recursive: true, force: true })
})

const context = {
  peer: { id: 'test', face: 'browser' as const },
  signal: new AbortController().signal,
  progress: () => {},
}
const complete = async (text: string) => completionHandlers(home)['folders.complete']({ text }, context)
const paths = async (text: string) => (await complete(text)).folders.map(({ path }) => path)
const make = (...names: string[]) => Promise.all(names.map((name) => mkdir(join(home, name), { recursive: true })))

it('offers folders that begin with the text, sorted as people count, and no files', async () => {
  await make('line 10', 'line 2', 'Line 1', 'other')
  await writeFile(join(home, 'line.txt'), '')
  expect(await paths(join(home, 'li'))).toEqual(['Line 1', 'line 2', 'line 10'].map((name) => join(home, name)))
})

it('marks folders that hold a database', async () => {
  await make('line 3', 'line 4')
  await writeFile(join(home, 'line 3', '.UserDatabase.csv'), '')
  expect((await complete(`${home}/`)).folders).toEqual([
    { path: join(home, 'line 3'), database: true },
    { path: join(home, 'line 4'), database: false },
  ])
})

it('files come only where their ending is asked for, and are told from folders', async () => {
  await make('line 3', 'line.csv')
  for (const name of ['line 2.kusers', 'LINE 4.CSV', 'line 5.txt', '.line.kusers', 'csv']) {
    await writeFile(join(home, name), '')
  }
  await symlink(join(home, 'line 2.kusers'), join(home, 'line 6.kusers'))
  await symlink(join(home, 'line 5.txt'), join(home, 'line 7'))
  const handlers = completionHandlers(home)
  const ask = async (...endings: ('kusers' | 'csv')[]) =>
    (await handlers['folders.complete']({ text: `${home}/li`, endings }, context)).folders
  const folder = (name: string) => ({ path: join(home, name), database: false })
  const file = (name: string) => ({ ...folder(name), file: true })
  expect(await ask()).toEqual([folder('line 3'), folder('line.csv')])
  expect(await ask('kusers')).toEqual([
    file('line 2.kusers'),
    folder('line 3'),
    file('line 6.kusers'),
    folder('line.csv'),
  ])
  expect(await ask('csv', 'kusers')).toEqual([
    file('line 2.kusers'),
    folder('line 3'),
    file('LINE 4.CSV'),
    file('line 6.kusers'),
    folder('line.csv'),
  ])
})

it('hidden folders come only when the text asks for them', async () => {
  await make('.config', 'work')
  expect(await paths(`${home}/`)).toEqual([join(home, 'work')])
  expect(await paths(`${home}/.`)).toEqual([join(home, '.config')])
})

it('a tilde and a relative path start at the home folder', async () => {
  await make('plant/line 3')
  const line = [join(home, 'plant', 'line 3')]
  expect(await paths('~/plant/')).toEqual(line)
  expect(await paths('plant/li')).toEqual(line)
  expect(await paths('~')).toEqual([join(home, 'plant')])
  expect(await paths('')).toEqual([join(home, 'plant')])
})

it('links to folders count as folders, broken links do not', async () => {
  await make('real')
  await symlink(join(home, 'real'), join(home, 'link'))
  await symlink(join(home, 'nowhere'), join(home, 'lost'))
  expect(await paths(`${home}/l`)).toEqual([join(home, 'link')])
})

it('offers at most fifty and says that there are more', async () => {
  await make(...Array.from({ length: 51 }, (_, at) => `f${at}`))
  const { folders, more } = await complete(`${home}/f`)
  expect(folders).toHaveLength(50)
  expect(more).toBe(true)
  expect((await complete(`${home}/f1`)).more).toBe(false)
})

it('a folder that is missing, a file, or a name no folder can have offers nothing', async () => {
  await writeFile(join(home, 'file'), '')
  expect(await complete(`${home}/nowhere/x`)).toEqual({ folders: [], more: false })
  expect(await complete(`${home}/file/x`)).toEqual({ folders: [], more: false })
  expect(await complete(`${home}/\u0000/x`)).toEqual({ folders: [], more: false })
})

it('a folder that may not be read offers nothing', async ({ skip }) => {
  skip(process.getuid?.() === 0, 'root may do what permissions forbid')
  await make('closed/inside')
  await chmod(join(home, 'closed'), 0)
  expect(await complete(`${home}/closed/`)).toEqual({ folders: [], more: false })
  await chmod(join(home, 'closed'), 0o700)
})

it('a folder of five thousand folders is answered at once', async () => {
  const names = Array.from({ length: 5000 }, (_, at) => `line ${at}`)
  await make(...names)
  const began = performance.now()
  expect((await complete(`${home}/line 49`)).folders[0]?.path).toBe(join(home, 'line 49'))
  expect(performance.now() - began).toBeLessThan(1000)
})
