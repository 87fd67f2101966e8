import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CHANNELS, EVENTS, METHODS } from '../../src/contract/names'

type Reach = {
  worlds: string[]
  functions: string[]
  required: string[]
  electron: string[]
  globals: string[]
  invokes: string[]
  listens: string[]
  methods: string[]
  events: string[]
  payloads: string[]
  sent: number[]
  bytes: number
}

const SCRIPT: string = '../../scripts/preloadReach.mjs'
const { PRELOAD, preloadReach } = (await import(SCRIPT)) as {
  PRELOAD: string
  preloadReach: (code: string, candidates: readonly string[]) => Promise<Reach>
}
const NAMES = [...METHODS, ...EVENTS]
const code = existsSync(PRELOAD) ? readFileSync(PRELOAD, 'utf8') : ''

it.skipIf(code === '')(
  'the built preload gives a page the methods and events of the contract, and nothing else',
  async () => {
    const reach = await preloadReach(code, NAMES)
    expect(reach.methods.toSorted()).toEqual([...METHODS].toSorted())
    expect(reach.events.toSorted()).toEqual([...EVENTS].toSorted())
    expect(reach.worlds).toEqual(['keyswitch'])
    expect(reach.functions).toEqual(['request', 'subscribe', 'pathOf'])
    expect(reach.invokes).toEqual([CHANNELS.request])
    expect(reach.listens).toEqual([CHANNELS.event])
  },
)

it.skipIf(code === '')(
  'it uses nothing of Electron but what it needs, and no global but those of the language',
  async () => {
    const reach = await preloadReach(code, NAMES)
    expect(reach.required).toEqual(['electron'])
    expect(reach.electron.toSorted()).toEqual([
      'contextBridge.exposeInMainWorld',
      'ipcRenderer.invoke',
      'ipcRenderer.on',
      'webUtils.getPathForFile',
    ])
    expect(reach.globals).toEqual(['queueMicrotask'])
    expect(reach.bytes).toBeLessThan(5 * 1024)
  },
)

it.skipIf(code === '')('a page hears the payload of an event and gets no hold of the channel', async () => {
  const reach = await preloadReach(code, NAMES)
  expect(reach.payloads).toEqual(['[["payload"]]'])
  expect(reach.sent).toEqual([3])
})

it('a preload that lets anything through would be seen', async () => {
  const open = `
    const { contextBridge, ipcRenderer } = require('electron')
    ipcRenderer.on('keyswitch:event', () => {})
    contextBridge.exposeInMainWorld('keyswitch', {
      request: (method, input) => ipcRenderer.invoke('keyswitch:request', method, input),
      subscribe: (event, listener) => ipcRenderer.on('any', listener),
    })
    contextBridge.exposeInMainWorld('more', {})
    const hidden = () => fetch('https://evil.example')
    'files.delete'
  `
  const reach = await preloadReach(open, NAMES)
  expect(reach.methods).toEqual(expect.arrayContaining(['files.delete', 'constructor', 'users.list ']))
  expect(reach.listens).toContain('any')
  expect(reach.worlds).toEqual(['keyswitch', 'more'])
  expect(reach.globals).toEqual(['fetch'])
  expect(reach.payloads).not.toEqual(['[["payload"]]'])
  await expect(preloadReach(`require('node:fs')`, NAMES)).rejects.toThrow('there is no node:fs here')
  await expect(preloadReach(`require('electron').ipcRenderer.send('x')`, NAMES)).rejects.toThrow('ipcRenderer.send')
  await expect(preloadReach(`process.exit()`, NAMES)).rejects.toThrow('process is not defined')
})
