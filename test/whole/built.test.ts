import { existsSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createContext, Script } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { EVENTS, METHODS } from '../../src/contract/names'
import { filesUnder, root } from '../support/sources'

const PRELOAD = 'out/preload/index.cjs'
const TEXTS = ['.js', '.cjs', '.mjs', '.css', '.html', '.json', '.map']

// `npm test` builds before it tests; alone, this file has something to say only about a program that was built.
describe.skipIf(!existsSync(join(root, PRELOAD)))('the built program', () => {
  const read = (path: string) => readFileSync(join(root, path), 'utf8')

  test('has a preload of one file under 5 KB', () => {
    expect(filesUnder('out/preload', [''])).toEqual([PRELOAD])
    expect(statSync(join(root, PRELOAD)).size).toBeLessThan(5 * 1024)
  })

  test('gives the page a few functions and nothing of Electron or Node', () => {
    const exposed: Record<string, unknown>[] = []
    const required: string[] = []
    const electron = {
      contextBridge: { exposeInMainWorld: (_: string, api: Record<string, unknown>) => exposed.push(api) },
      ipcRenderer: {
        invoke: () => Promise.resolve(),
        on: () => undefined,
        off: () => undefined,
        send: () => undefined,
      },
      webUtils: { getPathForFile: () => '' },
    }
    const sandbox = {
      require: (name: string) => {
        required.push(name)
        return electron
      },
      exports: {},
      module: { exports: {} },
    }
    new Script(read(PRELOAD)).runInContext(createContext(sandbox))
    expect(required).toEqual(['electron'])
    expect(exposed).toHaveLength(1)
    for (const value of Object.values(exposed[0] ?? {})) expect(typeof value).toBe('function')
    expect(Object.values(exposed[0] ?? {})).not.toContain(electron.ipcRenderer.invoke)
  })

  test('has a preload that knows the listed names and no others', () => {
    const text = read(PRELOAD)
    const known: string[] = [...METHODS, ...EVENTS]
    for (const name of known) expect(text).toContain(name)
    const quoted = [...text.matchAll(/["'`]([a-z]+\.[a-zA-Z]+)["'`]/g)].map(([, name]) => name ?? '')
    expect(quoted.filter((name) => !known.includes(name))).toEqual([])
  })

  test('has pages without the schema library and without an address of another machine', () => {
    const page = filesUnder('out/renderer', ['.js', '.html', '.css'])
    expect(page.length).toBeGreaterThan(2)
    for (const path of page) {
      const text = read(path)
      expect(text, path).not.toMatch(/ZodError|\$ZodType|toJSONSchema/)
      expect(text, path).not.toMatch(/(?:src|href)="https?:|@import|url\(https?:/)
    }
  })

  test('has pages whose scripts and styles are files, as the content policy asks', () => {
    const html = read('out/renderer/index.html')
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/)
    expect(html).not.toMatch(/<style|\son[a-z]+=/)
  })

  test('holds no path of the machine it was built on', () => {
    const places = [root, homedir()].map((place) => `${place}/`)
    for (const path of filesUnder('out', TEXTS)) {
      const text = read(path)
      for (const place of places) expect(text.includes(place), `${path} holds ${place}`).toBe(false)
    }
  })
})
