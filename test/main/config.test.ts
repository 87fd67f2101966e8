import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeStateFolder, readConfig } from '../../src/main/config'

const root = resolve(import.meta.dirname, '../..')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyswitch-config-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('the program knows its version, its page and its sample wherever its code was built to', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  expect(readConfig({})).toMatchObject({
    version,
    pagesFolder: join(root, 'out/renderer'),
    preloadFile: join(root, 'out/preload/index.cjs'),
    opcuaWorkerFile: join(root, 'out/main/opcuaWorker.js'),
    keychainProcessFile: join(root, 'out/main/keychainProcess.js'),
    sampleFolder: join(root, 'resources/sample'),
    logLevel: 'warn',
  })
})

it('a person chooses where the program keeps its things and how much it logs', () => {
  expect(readConfig({ KEYSWITCH_STATE_DIR: folder, KEYSWITCH_LOG_LEVEL: 'debug' })).toMatchObject({
    stateFolder: folder,
    logLevel: 'debug',
  })
  expect(readConfig({ KEYSWITCH_STATE_DIR: 'here', KEYSWITCH_LOG_LEVEL: 'loud' })).toMatchObject({
    stateFolder: resolve('here'),
    logLevel: 'warn',
  })
  expect(readConfig({}).stateFolder).toMatch(/keyswitch/)
})

it('only this person can read what the program keeps', async () => {
  const made = makeStateFolder({ stateFolder: join(folder, 'new') }, 'window')
  expect(made).toBe(join(folder, 'new', 'window'))
  expect((await stat(made)).mode & 0o777).toBe(0o700)
})
