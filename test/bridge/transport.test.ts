import { afterEach, beforeEach, expect, it } from 'vitest'
import { connect } from '../../src/contract/client'
import type { KeyswitchBridge } from '../../src/contract/bridge'
import { AppError } from '../../src/contract/errors'
import { openTransport, type Surroundings } from '../../src/renderer/transport'
import { listen, startServer } from './visitor'

type Server = Awaited<ReturnType<typeof startServer>>
let server: Server
let page: ReturnType<typeof openPage>

beforeEach(async () => {
  server = await startServer({ 'databases.list': () => ({ databases: [] }) })
  page = openPage(await server.enter())
})
afterEach(async () => {
  page.close()
  await server.close()
})

/** A browser page as far as the transport sees it: real requests and a real stream, a tab that can be hidden. */
function openPage(cookie: string) {
  const streams = new Set<ReturnType<typeof listen>>()
  const tab = { visibilityState: 'visible' as DocumentVisibilityState, looked: () => {} }
  const around: Surroundings = {
    bridge: undefined,
    fetch: (path, init) =>
      fetch(`${server.origin}${path}`, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init.headers)), cookie, origin: server.origin },
      }),
    openStream(path) {
      const stream = listen(server.server.port, path, { cookie })
      streams.add(stream)
      const target = new EventTarget()
      const follow = async () => {
        for (;;) {
          const { id, event, data } = await stream.next()
          target.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data), lastEventId: id }))
        }
      }
      // A real stream says nothing to the page when it ends either.
      follow().catch(() => streams.delete(stream))
      const addEventListener = (event: string, listener: never) => target.addEventListener(event, listener)
      return { addEventListener, close: () => stream.close() }
    },
    document: {
      get visibilityState() {
        return tab.visibilityState
      },
      addEventListener: (_: string, listener: never) => (tab.looked = listener),
    },
  }
  return {
    api: connect(openTransport(around)),
    streams,
    look(visibilityState: DocumentVisibilityState) {
      tab.visibilityState = visibilityState
      tab.looked()
    },
    close() {
      for (const stream of streams) stream.close()
    },
  }
}

async function until(true_: () => boolean): Promise<void> {
  while (!true_()) await new Promise((resolve) => setTimeout(resolve, 5))
}

it('a page in a browser asks and hears through loopback', async () => {
  const heard: unknown[] = []
  const leave = page.api.on('databases.changed', (payload) => heard.push(payload))
  expect(await page.api.call('databases.list', {})).toEqual({ databases: [] })
  // The stream opens by itself; what is said before that is not this page's.
  await until(() => {
    server.events.emit('databases.changed', { database: 'd', what: ['users'] })
    return heard.length > 0
  })
  expect(heard[0]).toEqual({ database: 'd', what: ['users'] })
  leave()
  const before = heard.length
  server.events.emit('databases.changed', { database: 'e', what: ['users'] })
  await page.api.call('databases.list', {})
  expect(heard).toHaveLength(before)
})

it('a failure of the program arrives as what it is', async () => {
  await expect(page.api.call('users.list', { database: '' })).rejects.toMatchObject({
    code: 'invalid-input',
    details: { fields: ['database'] },
  })
  await expect(page.api.call('users.list', { database: 'd' })).rejects.toMatchObject({ code: 'internal' })
})

it('a program that is gone, or no longer knows this browser, is unreachable', async () => {
  const stranger = openPage('keyswitch-1=x')
  await expect(stranger.api.call('databases.list', {})).rejects.toMatchObject({ code: 'unreachable' })
  stranger.close()
  await server.server.close()
  await expect(page.api.call('databases.list', {})).rejects.toBeInstanceOf(AppError)
  await expect(page.api.call('databases.list', {})).rejects.toMatchObject({ code: 'unreachable' })
})

it('a hidden page holds no connection and hears what it missed when looked at again', async () => {
  const heard: string[] = []
  page.api.on('settings.changed', () => heard.push('settings'))
  page.api.on('places.changed', () => heard.push('places'))
  await until(() => {
    server.events.emit('settings.changed', {})
    return heard.length > 0
  })
  page.look('hidden')
  await until(() => page.streams.size === 0)
  server.events.emit('places.changed', {})
  expect(heard).not.toContain('places')
  page.look('visible')
  await until(() => heard.includes('places'))
  expect(heard.at(-1)).toBe('places')
})

it('a page in the window goes through the bridge it was given', async () => {
  const asked: string[] = []
  const bridge: KeyswitchBridge = {
    request: async (method) => {
      asked.push(method)
      return { ok: true, output: { databases: [] } }
    },
    subscribe: () => () => {},
    pathOf: () => '',
  }
  const never = () => {
    throw new Error('no network in the window')
  }
  const transport = openTransport({
    bridge,
    fetch: never,
    openStream: never,
    document: { visibilityState: 'visible', addEventListener: never },
  })
  await connect(transport).call('databases.list', {})
  expect(asked).toEqual(['databases.list'])
})
