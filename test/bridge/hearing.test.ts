import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { AppError } from '../../src/contract/errors'
import type { Gate } from '../../src/main/bridge/gate'
import type { Peer } from '../../src/main/bridge/handler'
import { createHearing } from '../../src/main/bridge/hearing'

const peer: Peer = { id: 'page', face: 'browser' }
const refuse = () => Promise.reject(new AppError('not-permitted'))

async function heard(gate: Gate, event: 'login.changed' | 'databases.changed'): Promise<boolean> {
  let said = false
  createHearing(gate)(peer, event, () => (said = true))
  await setImmediate()
  return said
}

it('a peer without the right hears nothing of users, groups and rights, but that a login is needed', async () => {
  const gate: Gate = { authorize: refuse, mayNow: () => false }
  expect(await heard(gate, 'databases.changed')).toBe(false)
  expect(await heard(gate, 'login.changed')).toBe(true)
})

it('what is not known yet because of the change itself is heard of as soon as it is known', async () => {
  expect(await heard({ authorize: async () => {}, mayNow: () => false }, 'databases.changed')).toBe(true)
})

it('whoever has the right hears at once', () => {
  const asked: string[] = []
  const gate: Gate = {
    authorize: refuse,
    mayNow: (_, object, right) => asked.push(`${right} ${object}`) > 0,
  }
  let said = false
  createHearing(gate)(peer, 'databases.changed', () => (said = true))
  expect(said).toBe(true)
  expect(asked).toEqual(['view Device.UserManagement'])
})
