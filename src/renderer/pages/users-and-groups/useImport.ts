import { useState } from 'react'
import type { MethodInput } from '../../../contract/contract'
import { useApp } from '../../stores/useApp'

export type Running = { done: number; total: number; stopping: boolean }
export type ImportOrder = {
  from: string
  groups: string[]
  rights: boolean
  users: MethodInput<'users.import'>['users']
}

/** Runs an import with its progress. What is cancelled or refused half way is taken back whole. */
export function useImport(database: string): {
  running: Running | undefined
  start: (order: ImportOrder) => Promise<void>
  stop: () => void
} {
  const { api, shell } = useApp()
  const [running, setRunning] = useState<Running>()
  const [work, setWork] = useState('')

  async function start({ from, groups, rights, users }: ImportOrder): Promise<void> {
    const id = crypto.randomUUID()
    setWork(id)
    setRunning({ done: 0, total: users.length, stopping: false })
    const unsubscribe = api.on('work.progress', ({ work, done, total }) => {
      if (work === id) setRunning((now) => ({ done, total, stopping: now?.stopping ?? false }))
    })
    try {
      // Groups first: users are put into those that are there.
      if (groups.length > 0) await api.call('groups.import', { database, from, groups, rights })
      const withoutGroup = users.length === 0 ? [] : await importUsers()
      shell.getState().say({ is: 'imported', added: users.length + groups.length, withoutGroup })
    } finally {
      unsubscribe()
      setRunning(undefined)
    }

    async function importUsers(): Promise<readonly string[]> {
      try {
        return (await api.call('users.import', { database, from, users, work: id })).withoutGroup
      } catch (cause) {
        if (groups.length > 0) await takeBackGroups()
        throw cause
      }
    }
  }

  async function takeBackGroups(): Promise<void> {
    const { undo } = await api.call('databases.state', { database })
    if (undo?.method === 'groups.import') await api.call('databases.undo', { database })
  }

  function stop(): void {
    setRunning((now) => now && { ...now, stopping: true })
    // A refusal means that it has just ended by itself.
    api.call('work.cancel', { work }).catch(() => undefined)
  }

  return { running, start, stop }
}
