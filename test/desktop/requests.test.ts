import type { IpcMainInvokeEvent } from 'electron'
import { expect, it } from 'vitest'
import type { Reply } from '../../src/contract/client'
import { CHANNELS } from '../../src/contract/names'
import type { Request } from '../../src/main/bridge/dispatch'
import { createEvents } from '../../src/main/bridge/events'
import type { Peer } from '../../src/main/bridge/handler'
import { serveRequests } from '../../src/main/desktop/requests'

type Handle = (event: IpcMainInvokeEvent, ...sent: unknown[]) => unknown
const peer: Peer = { id: 'window', face: 'desktop' }

/** Both channels between fakes of a window and of Electron's own end of them. */
function build() {
  const handles = new Map<string, Handle>()
  const asked: Request[] = []
  const sent: unknown[][] = []
  const mainFrame = { origin: 'app://keyswitch' }
  const window = {
    destroyed: false,
    isDestroyed: () => window.destroyed,
    webContents: { mainFrame, send: (...message: unknown[]) => sent.push(message) },
  }
  const open = { window: window as typeof window | undefined }
  const events = createEvents((_, error) => {
    throw error
  })
  const stop = serveRequests({
    ipc: {
      handle: (channel: string, handle: Handle) => void handles.set(channel, handle),
      removeHandler: (channel: string) => void handles.delete(channel),
    },
    window: () => open.window,
    peer,
    program: {
      events,
      hearing: (_peer, event, say) => (event === 'security.changed' ? undefined : say()),
      dispatch: {
        request: async (request) => {
          asked.push(request)
          return { ok: true, output: {} }
        },
        leave() {},
      },
    },
  })
  const request = async (senderFrame: object | null, ...message: unknown[]) =>
    (await handles.get(CHANNELS.request)?.({ senderFrame } as never, ...message)) as Reply
  return { handles, asked, sent, mainFrame, window, open, events, stop, request }
}

it('a request of our page goes through the one door as the window’s', async () => {
  const { request, asked, mainFrame, handles } = build()
  expect(await request(mainFrame, 'users.list', { database: 'd' })).toEqual({ ok: true, output: {} })
  expect(asked).toEqual([{ peer, method: 'users.list', input: { database: 'd' } }])
  expect([...handles.keys()]).toEqual([CHANNELS.request])
})

it('any other frame is refused before anything is looked at', async () => {
  const { request, asked, open, mainFrame } = build()
  const strangers = [null, { origin: 'app://keyswitch' }, { origin: 'https://evil.example' }]
  for (const frame of strangers) {
    expect(await request(frame, 'users.list', {})).toMatchObject({ ok: false, error: { code: 'not-permitted' } })
  }
  open.window = undefined
  expect(await request(mainFrame, 'users.list', {})).toMatchObject({ ok: false })
  expect(asked).toEqual([])
})

it('events go out on one channel while there is a window', () => {
  const { events, sent, window, open, stop, handles } = build()
  events.emit('databases.changed', { database: 'd', what: ['users'] })
  window.destroyed = true
  events.emit('places.changed', {})
  window.destroyed = false
  open.window = undefined
  events.emit('places.changed', {})
  open.window = window
  stop()
  events.emit('places.changed', {})
  expect(sent).toEqual([[CHANNELS.event, 'databases.changed', { database: 'd', what: ['users'] }]])
  expect(handles.size).toBe(0)
})

it('what the person at the window may not hear of is not sent', () => {
  const { events, sent } = build()
  events.emit('security.changed', {})
  events.emit('places.changed', {})
  expect(sent).toEqual([[CHANNELS.event, 'places.changed', {}]])
})
