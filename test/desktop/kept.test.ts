import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openKept } from '../../src/main/desktop/kept'
import { temporaryFolder } from '../support/temporaryFolder'

const window = { x: 1, y: 2, width: 900, height: 700, maximised: false }

async function opened(content?: string) {
  const folder = await temporaryFolder()
  const file = join(folder, 'state', 'desktop.json')
  if (content !== undefined) {
    await mkdir(join(folder, 'state'))
    await writeFile(file, content)
  }
  const problems: string[] = []
  const open = () => openKept(file, ({ code }) => problems.push(code))
  return { folder, file, problems, open, kept: await open() }
}

it('what is kept is there at the next start, for this person only', async () => {
  const { file, kept, open, problems } = await opened()
  expect(kept.now).toEqual({})
  kept.keep({ window })
  kept.keep({ staysInTray: false })
  await kept.close()
  expect((await open()).now).toEqual({ window, staysInTray: false })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(problems).toEqual([])
})

it('many changes at once are written together, the last one last', async () => {
  const { folder, file, kept } = await opened()
  for (let x = 0; x < 200; x += 1) kept.keep({ window: { ...window, x } })
  await kept.close()
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ window: { ...window, x: 199 } })
  expect(await readdir(join(folder, 'state'))).toEqual(['desktop.json'])
})

it('what changes while it is being written is written after it', async () => {
  const { file, kept } = await opened()
  for (let x = 0; x < 50; x += 1) {
    kept.keep({ window: { ...window, x } })
    await new Promise((turn) => setImmediate(turn))
  }
  await kept.close()
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ window: { ...window, x: 49 } })
})

it('a damaged file says nothing, and is written anew', async () => {
  const damaged = [
    '',
    '{',
    'null',
    '[]',
    '{"window":{"x":1}}',
    '{"window":{"x":1e99,"y":0,"width":1,"height":1,"maximised":true}}',
    '{"staysInTray":"no"}',
    '\0\0\0',
  ]
  for (const content of damaged) {
    const { kept, open, problems } = await opened(content)
    expect([content, kept.now]).toEqual([content, {}])
    kept.keep({ window })
    await kept.close()
    expect((await open()).now).toEqual({ window })
    expect(problems).toEqual([])
  }
})

it('a file that cannot be read or written is logged, and keeps no window from opening', async () => {
  const { kept, file, problems } = await opened()
  await mkdir(file, { recursive: true })
  kept.keep({ window })
  await kept.close()
  expect(kept.now).toEqual({ window })
  expect(problems).toEqual(['EISDIR'])
  const again = await openKept(file, ({ code }) => problems.push(code))
  expect(again.now).toEqual({})
  expect(problems).toEqual(['EISDIR', 'EISDIR'])
  await chmod(file, 0o700)
})
