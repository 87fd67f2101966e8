import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { runnerImport } from 'vite'
import { root } from './tool.mjs'

export const PRELOAD = join(root, 'out/preload/index.cjs')

/** What a preload finds around it; it needs none of it but the microtask in which a listener's failure is reported. */
const SURROUNDINGS =
  /(?<!\.)\b(process|Buffer|global|globalThis|window|document|self|fetch|XMLHttpRequest|WebSocket|localStorage|sessionStorage|indexedDB|eval|Function|import|setTimeout|setInterval|setImmediate|queueMicrotask|postMessage)\b/g

/** What a page may try instead of a name: near misses, names of every object, things that only look like a name. */
const TRICKS = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'users',
  'users.',
  'users.list ',
  'users.list\0',
  'Users.List',
  'users.list.call',
  'keyswitch:request',
  null,
  undefined,
  0,
  ['users.list'],
  { toString: () => 'users.list' },
  Symbol.for('users.list'),
]

/**
 * What the built preload gives a page: it is run with a stand-in for Electron and nothing else, and every name in it, every
 * name that is given and every trick is tried. `candidates`: names of methods and events that may pass.
 */
export async function preloadReach(code, candidates) {
  const exposed = {}
  const required = new Set()
  const heard = new Map()
  const invoked = []
  const electron = recorded({
    contextBridge: { exposeInMainWorld: (name, api) => (exposed[name] = api) },
    ipcRenderer: {
      on: (channel, listener) => heard.set(channel, listener),
      invoke: (channel, ...sent) => invoked.push([channel, ...sent]),
    },
    webUtils: { getPathForFile: (file) => `path of ${file}` },
  })
  const given = {
    exports: {},
    queueMicrotask,
    require(name) {
      required.add(name)
      if (name === 'electron') return electron.value
      throw new Error(`there is no ${name} here`)
    },
  }
  // Of the language there is everything, of its surroundings only this; what else is used fails.
  runInContext(code, createContext(given))

  const inside = code.match(/[a-zA-Z]+(?:[.:][a-zA-Z]+)+/g) ?? []
  const names = [...new Set([...candidates, ...inside])]
  const api = exposed.keyswitch
  api.pathOf?.('file')
  const methods = []
  for (const name of [...names, ...TRICKS]) if (await passes(() => api.request(name, {}))) methods.push(name)
  const heardBy = {}
  for (const name of [...names, ...TRICKS]) {
    const told = []
    if (!(await passes(() => api.subscribe(name, (...payload) => told.push(payload))))) continue
    for (const listener of heard.values()) listener({ sender: 'the channel itself' }, name, 'payload')
    heardBy[String(name)] = told
  }
  return plain({
    worlds: Object.keys(exposed),
    functions: Object.keys(api),
    required: [...required],
    electron: [...electron.used],
    globals: [...new Set(code.match(SURROUNDINGS))].toSorted((a, b) => a.localeCompare(b)),
    invokes: [...new Set(invoked.map(([channel]) => channel))],
    listens: [...heard.keys()],
    methods,
    events: Object.keys(heardBy),
    // The payload, once, and nothing of Electron with it.
    payloads: [...new Set(Object.values(heardBy).map((told) => JSON.stringify(told)))],
    sent: [...new Set(invoked.map((one) => one.length))],
    bytes: Buffer.byteLength(code),
  })
}

/** An object of objects that notes which of its members were used. */
function recorded(modules) {
  const used = new Set()
  const noting = (name, members) =>
    new Proxy(members, {
      get(_, member) {
        used.add(`${name}.${String(member)}`)
        if (!Object.hasOwn(members, member)) throw new Error(`the preload uses ${name}.${String(member)}`)
        return members[member]
      },
    })
  const value = Object.fromEntries(Object.entries(modules).map(([name, members]) => [name, noting(name, members)]))
  return { value, used }
}

async function passes(attempt) {
  try {
    await attempt()
    return true
  } catch (error) {
    if (/^no such (method|event)$/.test(error.message)) return false
    throw error
  }
}

/** Nothing of the other realm. */
function plain(value) {
  return JSON.parse(JSON.stringify(value))
}

/** What the contract promises a page. */
async function promised() {
  const { module } = await runnerImport(join(root, 'src/contract/names.ts'), { configFile: false, logLevel: 'warn' })
  return module
}

async function print() {
  const { METHODS, EVENTS, CHANNELS } = await promised()
  const reach = await preloadReach(readFileSync(PRELOAD, 'utf8'), [...METHODS, ...EVENTS])
  const { worlds, functions, required, electron, globals, invokes, listens, methods, events, bytes } = reach
  const more = (found, wanted) => found.filter((name) => !wanted.includes(name))
  console.log(`out/preload/index.cjs, ${bytes} bytes`)
  console.log(`The page gets  window.${worlds.join(', window.')}: ${functions.join(', ')}`)
  console.log(`It loads       ${required.join(', ')}: ${electron.join(', ')}`)
  console.log(`Globals        ${globals.join(', ') || 'none'}`)
  console.log(`Channel out    ${invokes.join(', ')}`)
  console.log(`Channel in     ${listens.join(', ')}`)
  console.log(`Methods        ${methods.length}: ${methods.join(' ')}`)
  console.log(`Events         ${events.length}: ${events.join(' ')}`)
  const differences = [
    ...more(methods, METHODS).map((name) => `method ${name} is not in the contract`),
    ...more(METHODS, methods).map((name) => `method ${name} does not pass`),
    ...more(events, EVENTS).map((name) => `event ${name} is not in the contract`),
    ...more(EVENTS, events).map((name) => `event ${name} does not pass`),
    ...more([...invokes, ...listens], Object.values(CHANNELS)).map((name) => `channel ${name} is not in the contract`),
  ]
  console.log(
    differences.length === 0 ? 'The same as the contract, nothing more and nothing less.' : differences.join('\n'),
  )
  return differences.length === 0 ? 0 : 1
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = await print()
