import { spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { builtinModules, createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../support/sources'

/**
 * A package made of the built program around a stand-in for Electron's program file, which holds only what fuses are flipped
 * in: everything but Electron itself is as in a real one.
 */
type Entry = { files?: Record<string, Entry>; size?: number; unpacked?: boolean }
type Asar = {
  getRawHeader(file: string): { headerString: string }
  extractFile(file: string, path: string): Buffer
}
type Fuses = { getCurrentFuseWire(file: string): Promise<Record<string, number | string>> }

const require = createRequire(import.meta.url)
const asar: Asar = require('@electron/asar')
const fuses: Fuses = require('@electron/fuses')
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const ON = '1'.charCodeAt(0)
const OFF = '0'.charCodeAt(0)

let home: string
let unpacked: string
let archive: string
let files: Map<string, Entry>
let output: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'keyswitch-packaging-'))
  const dist = join(home, 'electron')
  // What the tools leave behind in the folder for temporary files goes with this one.
  const temporary = join(home, 'tmp')
  await mkdir(temporary)
  await mkdir(join(dist, 'locales'), { recursive: true })
  await mkdir(join(dist, 'resources'))
  // All fuses as Electron ships them: the opposite of what is wanted where that matters.
  const program = Buffer.concat([
    Buffer.from('#!/bin/sh\nexit 0\n'),
    Buffer.from(SENTINEL),
    Buffer.from([1, 8]),
    Buffer.from('10110001'),
  ])
  await writeFile(join(dist, 'electron'), program)
  await chmod(join(dist, 'electron'), 0o755)
  for (const name of ['version', 'LICENSE', 'chrome-sandbox', 'locales/en-US.pak'])
    await writeFile(join(dist, name), '-')
  const made = spawnSync(
    process.execPath,
    [
      'scripts/package.mjs',
      '--for',
      'linux',
      '--arch',
      'x64',
      '--dir',
      '--electron-dist',
      dist,
      '--output',
      join(home, 'release'),
    ],
    { cwd: root, encoding: 'utf8', timeout: 110_000, env: { ...process.env, TMPDIR: temporary } },
  )
  output = `${made.stdout}${made.stderr}`
  expect(made.status, output).toBe(0)
  unpacked = join(home, 'release', 'linux-unpacked')
  archive = join(unpacked, 'resources', 'app.asar')
  files = new Map(listed(JSON.parse(asar.getRawHeader(archive).headerString) as Entry, ''))
}, 120_000)
afterAll(() => rm(home, { recursive: true, force: true }))

function* listed(entry: Entry, path: string): Generator<[string, Entry]> {
  if (!entry.files) return yield [path, entry]
  for (const [name, inside] of Object.entries(entry.files))
    yield* listed(inside, path === '' ? name : `${path}/${name}`)
}

it('Electron can no longer be talked into running as Node, into Node’s options or its debugger, or into other code', async () => {
  const wire = await fuses.getCurrentFuseWire(join(unpacked, 'keyswitch-desktop'))
  expect(wire).toEqual({
    version: '1',
    '0': OFF, // run as Node
    '1': ON, // cookies encrypted
    '2': OFF, // NODE_OPTIONS
    '3': OFF, // --inspect
    '4': ON, // the archive is checked
    '5': ON, // nothing but the archive is loaded
    '6': OFF, // a snapshot of the browser process
    '7': OFF, // file:// is nothing special
  })
})

describe('the archive', () => {
  it('holds the built program, its page, bridge, threads and processes', () => {
    for (const file of [
      'package.json',
      'out/main/index.js',
      'out/main/cli.js',
      'out/main/opcuaWorker.js',
      'out/main/keychainProcess.js',
      'out/preload/index.cjs',
      'out/renderer/index.html',
      'resources/icons/tray/open-on-dark@2x.png',
      'resources/icons/app/256x256.png',
    ])
      expect(files.has(file), file).toBe(true)
  })

  it('holds every package that a built file asks for, and none that was built into one', async () => {
    const asked = new Set<string>()
    for (const [path] of files) {
      if (!path.startsWith('out/main/') || !path.endsWith('.js')) continue
      const text = asar.extractFile(archive, path).toString()
      for (const [, name] of text.matchAll(/^import\b[^"';]*?\bfrom ?"([^"]+)"|^import"([^"]+)"/gm))
        if (name) asked.add(name)
    }
    const packages = [...asked]
      .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && !builtinModules.includes(name))
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      )
      .filter((name) => name !== 'electron')
    expect(packages).toContain('commander')
    for (const name of packages) expect(files.has(`node_modules/${name}/package.json`), name).toBe(true)
    const carried = [...files.keys()].filter((path) =>
      /^node_modules\/(react|zustand|node-opcua|tar-fs|prebuild)/.test(path),
    )
    expect(carried).toEqual([])
  })

  it('holds no sources, tests, maps or documents', () => {
    const strange = [...files.keys()].filter(
      (path) => /(^|\/)(src|test)\/|\.(map|tsx?|md)$/.test(path) && !path.startsWith('node_modules/'),
    )
    expect(strange).toEqual([])
    expect([...files.keys()].filter((path) => /^(docs|bench|demo|scripts|\.github)\//.test(path))).toEqual([])
  })

  it('leaves the native keychain module beside it, because the system loads it from a file', async () => {
    const native = [...files].filter(([path]) => path.endsWith('.node'))
    // Where it could be neither fetched nor compiled there is none, and secrets are kept for one run only.
    for (const [path, entry] of native) {
      expect(entry.unpacked, path).toBe(true)
      expect((await stat(join(`${archive}.unpacked`, path))).isFile()).toBe(true)
    }
  })
})

it('the sample and the list of everything inside lie beside the archive', async () => {
  const sample = await readdir(join(unpacked, 'resources', 'sample'))
  expect(sample).toEqual(expect.arrayContaining(['.UserDatabase.csv', '.GroupDatabase.csv', '.UserMgmtRightsDB.csv']))
  const text = await readFile(join(unpacked, 'resources', 'sbom.cdx.json'), 'utf8')
  const list = JSON.parse(text) as { bomFormat: string; components: { name: string; version: string }[] }
  expect(list.bomFormat).toBe('CycloneDX')
  const names = list.components.map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['electron', 'node-opcua-client', 'react', 'zod', 'commander', 'keytar']),
  )
  for (const [path] of files) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]
    if (name !== undefined) expect(names, path).toContain(name)
  }
  // Tools that only build are not inside.
  for (const tool of ['vite', 'vitest', 'electron-builder', 'oxlint', 'prettier']) expect(names).not.toContain(tool)
  // Nothing says where it was built.
  expect(text).not.toContain(root)
})
