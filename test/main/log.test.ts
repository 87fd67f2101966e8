import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openLog } from '../../src/main/log'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyswitch-log-'))
  file = join(folder, 'state', 'keyswitch.log')
})
afterEach(() => rm(folder, { recursive: true }))

it('a line says when, how bad and what, is there at once, and only this person can read it', async () => {
  const log = openLog({ level: 'info', file })
  log.write('error', 'request', { method: 'users.add', outcome: 'internal 0a1b2c3d', milliseconds: 3 })
  const line: unknown = JSON.parse(await readFile(file, 'utf8'))
  log.close()
  expect(line).toEqual({
    level: 50,
    time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    method: 'users.add',
    outcome: 'internal 0a1b2c3d',
    milliseconds: 3,
    msg: 'request',
  })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

it('what is less important than asked for is not written', async () => {
  const log = openLog({ level: 'warn', file })
  log.write('info', 'request', {})
  log.write('warn', 'settings', {})
  log.close()
  expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(1)
})

it('a secret that somebody passes by mistake is left out', async () => {
  const log = openLog({ level: 'info', file })
  log.write('warn', 'odd', { password: 'Rain over Ulm 7', input: { name: 'x' }, user: { password: 'Rain over Ulm 7' } })
  log.close()
  expect(await readFile(file, 'utf8')).not.toContain('Rain')
})

it('a log that has grown large is put aside at the next start, once', async () => {
  openLog({ level: 'info', file }).close()
  await writeFile(file, Buffer.alloc(5 * 1024 * 1024 + 1, 0x20))
  const log = openLog({ level: 'info', file })
  log.write('info', 'started', {})
  log.close()
  expect((await stat(`${file}.old`)).size).toBe(5 * 1024 * 1024 + 1)
  expect((await stat(file)).size).toBeLessThan(200)
})

it('a place where nothing can be written keeps no program from starting', async () => {
  await writeFile(join(folder, 'state'), 'a file where the folder should be')
  const log = openLog({ level: 'silent', file })
  log.write('error', 'said nowhere', {})
  log.close()
  expect(await readFile(join(folder, 'state'), 'utf8')).toBe('a file where the folder should be')
})
