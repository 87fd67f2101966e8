import type { Reply } from '../../contract/client'
import { CHANNELS, EVENTS } from '../../contract/names'
import type { Dispatch } from '../bridge/dispatch'
import type { Events, Peer } from '../bridge/handler'
import type { Hearing } from '../bridge/hearing'
import { isOwnFrame } from './windowOptions'

type Frame = { readonly origin: string }

type Window = {
  isDestroyed(): boolean
  webContents: { mainFrame: Frame; send(channel: string, ...sent: unknown[]): void }
}

/** Electron's end of the channel for requests. */
type Ipc = {
  handle(
    channel: string,
    answer: (event: { senderFrame: Frame | null }, method: unknown, input: unknown) => Promise<Reply>,
  ): void
  removeHandler(channel: string): void
}

export type RequestsParts = {
  ipc: Ipc
  /** The one window, while there is one. */
  window: () => Window | undefined
  peer: Peer
  program: { dispatch: Dispatch; events: Events; hearing: Hearing }
}

/** The two channels of the window: requests of its page in, events out. Returns what closes them. */
export function serveRequests({ ipc, window, peer, program }: RequestsParts): () => void {
  ipc.handle(CHANNELS.request, async (event, method, input) => {
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
