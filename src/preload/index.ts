import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { CHANNELS, EVENTS, METHODS } from '../contract/names'

type Listener = (payload: unknown) => void

// One listener on the channel however many the page has.
const listeners = new Map<string, Set<Listener>>(EVENTS.map((event) => [event, new Set()]))
ipcRenderer.on(CHANNELS.event, (_, event: string, payload: unknown) => {
  // The page gets the payload alone: the event object would hand it the channel itself.
  for (const listener of listeners.get(event) ?? []) {
    try {
      listener(payload)
    } catch (error) {
      // Reported as uncaught; the others still hear.
      queueMicrotask(() => {
        throw error
      })
    }
  }
})

// Only what is listed passes; everything else about a request is the program's to judge.
contextBridge.exposeInMainWorld('keyswitch', {
  request(method: string, input: unknown): Promise<unknown> {
    if (!METHODS.some((name) => name === method)) return Promise.reject(new Error('no such method'))
    return ipcRenderer.invoke(CHANNELS.request, method, input)
  },
  subscribe(event: string, listener: Listener): () => void {
    const own: Listener = (payload) => listener(payload)
    const listening = listeners.get(event)
    if (!listening) throw new Error('no such event')
    listening.add(own)
    return () => {
      listening.delete(own)
    }
  },
  pathOf: (file: File): string => webUtils.getPathForFile(file),
})
