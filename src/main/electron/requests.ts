import type { IpcMain, WebFrameMain } from 'electron'
import type { Reply } from '../../contract/client'
import { CHANNELS, EVENTS } from '../../contract/names'
import type { Dispatch } from '../bridge/dispatch'
import type { Events, Peer } from '../bridge/handler'
import type { Hearing } from '../bridge/hearing'
import { isOwnFrame } from './windowOptions'

type Window = {
  isDestroyed(): boolean
  webContents: { mainFrame: Pick<WebFrameMain, 'origin'>; send(channel: string, ...sent: unknown[]): void }
}

export type RequestsParts = {
  ipc: Pick<IpcMain, 'handle' | 'removeHandler'>
  /** The one window, while there is one. */
  window: () => Window | undefined
  peer: Peer
  program: { dispatch: Dispatch; events: Events; hearing: Hearing }
}

/** The two channels of the window: requests of its page in, events out. Returns what closes them. */
export function serveRequests({ ipc, window, peer, program }: RequestsParts): () => void {
  ipc.handle(CHANNELS.request, async (event, method: unknown, input: unknown): Promise<Reply> => {
    if (!isOwnFrame(event.senderFrame, window())) {
      return { ok: false, error: { code: 'not-permitted', details: {} } }
    }
    return program.dispatch.request({ peer, method, input })
  })
  const unsubscribes = EVENTS.map((event) =>
    program.events.subscribe(event, (payload) => {
      program.hearing(peer, event, () => {
        const open = window()
        if (open && !open.isDestroyed()) open.webContents.send(CHANNELS.event, event, payload)
      })
    }),
  )
  return () => {
    ipc.removeHandler(CHANNELS.request)
    for (const unsubscribe of unsubscribes) unsubscribe()
  }
}
