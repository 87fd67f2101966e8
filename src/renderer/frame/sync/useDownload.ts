import { useState } from 'react'
import type { Download } from '../../../contract/sync'
import { useApp } from '../../stores/useApp'

/** How far a download is; `total` 0 until the program has said it. */
export type Running = { done: number; total: number; stopping: boolean }

/** Changes the device item by item, with progress. What is cancelled is taken back whole. */
export function useDownload(database: string): {
  running: Running | undefined
  start: () => Promise<Download>
  stop: () => void
} {
  const { api } = useApp()
  const [running, setRunning] = useState<Running>()
  const [work, setWork] = useState('')

  async function start(): Promise<Download> {
    const id = crypto.randomUUID()
    setWork(id)
    setRunning({ done: 0, total: 0, stopping: false })
    const unsubscribe = api.on('work.progress', ({ work, done, total }) => {
      if (work === id) setRunning((now) => ({ done, total, stopping: now?.stopping ?? false }))
    })
    try {
      return await api.call('sync.download', { database, work: id })
    } finally {
      unsubscribe()
      setRunning(undefined)
    }
  }

  function stop(): void {
    setRunning((now) => now && { ...now, stopping: true })
    // A refusal means that it has just ended by itself.
    api.call('work.cancel', { work }).catch(() => undefined)
  }

  return { running, start, stop }
}
