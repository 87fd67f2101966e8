import { resolve } from 'node:path'
import { runInNewContext } from 'node:vm'
import { beforeAll, expect, it } from 'vitest'
import { build } from 'vite'
import type { KeyswitchBridge } from '../../src/contract/bridge'
import { CHANNELS, METHODS } from '../../src/contract/names'

let code = ''

beforeAll(async () => {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: true,
      ssr: resolve(import.meta.dirname, '../../src/preload/index.ts'),
      rollupOptions: { external: ['electron'], output: { format: 'cjs' } },
    },
    ssr: { noExternal: true },
  })
  const [built] = [result].flat()
  if (!built || !('output' in built)) throw new Error('nothing was built')
  expect(built.output).toHaveLength(1)
  code = built.output[0].code
})

/** Runs the built file as the sandbox does: CommonJS, no Node, `electron` alone can be required. */
function load() {
  const invoked: unknown[][] = []
  const heard: ((event: object, ...sent: unknown[]) => void)[] = []
  const exposed: Record<string, unknown> = {}
  const required: string[] = []
  const reported: unknown[] = []
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, value: unknown) => (exposed[name] = value) },
    ipcRenderer: {
      invoke: async (...sent: unknown[]) => invoked.push(sent),
      on: (channel: string, listener: (typeof heard)[number]) => {
        expect(channel).toBe(CHANNELS.event)
        heard.push(listener)
      },
    },
    webUtils: { getPathForFile: (file: { path: string }) => file.path },
  }
  const require = (name: string) => {
    required.push(name)
    if (name !== 'electron') throw new Error(`module not found: ${name}`)
    return electron
  }
  const module = { exports: {} }
  const later = (act: () => void) => {
    try {
      act()
    } catch (error) {
      reported.push(error)
    }
  }
  runInNewContext(code, { require, module, exports: module.exports, queueMicrotask: later })
  const bridge = exposed['keyswitch'] as KeyswitchBridge
  return { bridge, exposed, invoked, required, reported, say: (...sent: unknown[]) => heard[0]?.({}, ...sent), heard }
}

it('is one small file that needs nothing but electron', () => {
  expect(Buffer.byteLength(code)).toBeLessThan(5 * 1024)
  expect(load().required).toEqual(['electron'])
})

it('gives the page three functions and nothing of Electron', () => {
  const { exposed, bridge } = load()
  expect(Object.keys(exposed)).toEqual(['keyswitch'])
  expect(Object.keys(bridge).toSorted()).toEqual(['pathOf', 'request', 'subscribe'])
})

it('passes every listed method on and no other name', async () => {
  const { bridge, invoked } = load()
  for (const method of METHODS) await bridge.request(method, { a: 1 })
  expect(invoked).toEqual(METHODS.map((method) => [CHANNELS.request, method, { a: 1 }]))
  for (const method of ['__proto__', 'toString', 'users.list ', 'keyswitch:event', '', undefined, ['users.list']]) {
    await expect(bridge.request(method as never, {})).rejects.toThrow('no such method')
  }
  expect(invoked).toHaveLength(METHODS.length)
})

it('hands the page the payload alone, and only of the events it asked for', () => {
  const { bridge, say } = load()
  const got: unknown[][] = []
  const leave = bridge.subscribe('databases.changed', (...heard: unknown[]) => got.push(heard))
  say('databases.changed', { database: 'd' })
  say('places.changed', {})
  say('__proto__', {})
  leave()
  say('databases.changed', { database: 'e' })
  expect(got).toEqual([[{ database: 'd' }]])
  for (const event of ['__proto__', 'constructor', 'users.changed', '']) {
    expect(() => bridge.subscribe(event as never, () => {})).toThrow('no such event')
  }
})

it('listens once on the channel however often the page subscribes, and a broken listener harms no other', () => {
  const { bridge, say, heard, reported } = load()
  const got: string[] = []
  bridge.subscribe('places.changed', () => {
    throw new Error('broken')
  })
  for (let index = 0; index < 20; index += 1) bridge.subscribe('places.changed', () => got.push('heard'))
  say('places.changed', {})
  expect(heard).toHaveLength(1)
  expect(got).toHaveLength(20)
  expect(reported).toHaveLength(1)
})

it('says where a dropped folder lies', () => {
  expect(load().bridge.pathOf({ path: '/data/line 3' })).toBe('/data/line 3')
})
