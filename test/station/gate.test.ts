import { expect, it } from 'vitest'
import type { Peer } from '../../src/main/bridge/handler'
import { createGate } from '../../src/main/station/gate'
import { UserManager } from '../../src/main/usermgmt/manager'
import { MemoryGroups, MemoryUsers } from '../support/memoryBackEnds'

const peer = (id: string): Peer => ({ id, face: 'program' })
const HOUR = 3_600_000

function build() {
  const manager = new UserManager()
  manager.registerUsers(new MemoryUsers().put('anna').put('ben'))
  manager.registerGroups(new MemoryGroups().put('Administrator', { users: ['anna', 'ben'] }))
  let time = 0
  let last = 0
  const gate = createGate({
    manager,
    random: (bytes) => Buffer.alloc(bytes, (last += 1)),
    now: () => time,
    isSibling: (key) => key === 'the key of this person',
  })
  const logIn = async (id: string, name = 'anna') => {
    await manager.relogin(gate.sessionOf(peer(id)), { name, password: `${name}-secret-1` })
    return gate.giveToken(peer(id))
  }
  const may = async (id: string) => {
    try {
      await gate.authorize(peer(id), 'Device', 'modify')
      return true
    } catch {
      return false
    }
  }
  return { gate, logIn, may, pass: (milliseconds: number) => (time += milliseconds) }
}

it('one peer’s login is never another’s', async () => {
  const { gate, logIn, may } = build()
  await logIn('one')
  expect(await may('one')).toBe(true)
  expect(await may('other')).toBe(false)
  expect([gate.userOf(peer('one')), gate.userOf(peer('other'))]).toEqual(['anna', null])
})

it('fifty peers that log in at once as two users each are who they said', async () => {
  const { gate, logIn } = build()
  const names = Array.from({ length: 50 }, (_, index) => (index % 2 ? 'anna' : 'ben'))
  await Promise.all(names.map((name, index) => logIn(`peer ${index}`, name)))
  expect(names.map((_, index) => gate.userOf(peer(`peer ${index}`)))).toEqual(names)
  gate.logout(peer('peer 0'))
  expect(gate.userOf(peer('peer 0'))).toBeNull()
  expect(gate.userOf(peer('peer 2'))).toBe('ben')
})

it('a token stands for the login on another connection, with the user it was given to and no other', async () => {
  const { gate, logIn, may } = build()
  const token = await logIn('one')
  expect(gate.present(peer('later'), 'ben', token)).toBe(false)
  expect(gate.present(peer('later'), 'anna', `${token}x`)).toBe(false)
  expect(gate.present(peer('later'), 'anna', 17)).toBe(false)
  expect(await may('later')).toBe(false)
  expect(gate.present(peer('later'), 'anna', token)).toBe(true)
  expect(await may('later')).toBe(true)
})

it('a login with a token outlives its connection for an hour without use, and no longer', async () => {
  const { gate, logIn, pass } = build()
  const token = await logIn('one')
  gate.leave(peer('one'))
  pass(HOUR - 1)
  expect(gate.present(peer('two'), 'anna', token)).toBe(true)
  // As long as somebody is connected it is in use.
  pass(10 * HOUR)
  expect(gate.present(peer('three'), 'anna', token)).toBe(true)
  for (const id of ['two', 'three']) gate.leave(peer(id))
  pass(HOUR + 1)
  expect(gate.present(peer('four'), 'anna', token)).toBe(false)
})

it('a logout ends the token and everybody who acts by it', async () => {
  const { gate, logIn, may } = build()
  const token = await logIn('one')
  gate.present(peer('two'), 'anna', token)
  gate.logout(peer('two'))
  expect(await may('one')).toBe(false)
  expect(await may('two')).toBe(false)
  expect(gate.present(peer('three'), 'anna', token)).toBe(false)
})

it('who logs in again by a token leaves the token of the others as it is', async () => {
  const { gate, logIn } = build()
  const token = await logIn('one')
  gate.present(peer('two'), 'anna', token)
  const second = await logIn('two')
  for (const each of [token, second]) expect(gate.present(peer('three'), 'anna', each)).toBe(true)
  gate.logout(peer('one'))
  for (const each of [token, second]) expect(gate.present(peer('four'), 'anna', each)).toBe(false)
})

it('a login without a token ends with its peer', async () => {
  const { gate, may } = build()
  const session = gate.sessionOf(peer('page'))
  expect(gate.sessionOf(peer('page'))).toBe(session)
  gate.leave(peer('page'))
  expect(gate.sessionOf(peer('page'))).not.toBe(session)
  expect(await may('page')).toBe(false)
})

it('another program of the same person may do everything; a wrong key changes nothing', async () => {
  const { gate, may, logIn } = build()
  for (const key of ['', 'wrong', undefined, 1]) expect(gate.presentSibling(peer('other'), key)).toBe(false)
  expect(await may('other')).toBe(false)
  expect(gate.presentSibling(peer('other'), 'the key of this person')).toBe(true)
  expect(await may('other')).toBe(true)
  expect(gate.mayNow(peer('other'), 'Device', 'modify')).toBe(true)
  gate.leave(peer('other'))
  expect(await may('other')).toBe(false)
  await logIn('one')
})

it('whoever listens is told when logins end', async () => {
  const { gate, logIn } = build()
  let told = 0
  const off = gate.onChange(() => (told += 1))
  await logIn('one')
  told = 0
  gate.logout(peer('one'))
  expect(told).toBeGreaterThan(0)
  off()
  told = 0
  gate.changed()
  expect(told).toBe(0)
})
