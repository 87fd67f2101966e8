import { expect, it } from 'vitest'
import { createEvents } from '../../src/main/bridge/events'

function build() {
  const faults: string[] = []
  return { faults, events: createEvents((event) => faults.push(event)) }
}

it('a listener that throws keeps nobody else from hearing', () => {
  const { events, faults } = build()
  const heard: string[] = []
  events.subscribe('places.changed', () => heard.push('first'))
  events.subscribe('places.changed', () => {
    throw new Error('broken')
  })
  events.subscribe('places.changed', () => heard.push('last'))
  events.emit('places.changed', {})
  expect(heard).toEqual(['first', 'last'])
  expect(faults).toEqual(['places.changed'])
})

it('who unsubscribed hears nothing any more, and leaves others alone', () => {
  const { events } = build()
  let heard = 0
  const listener = () => (heard += 1)
  const [leave] = [events.subscribe('settings.changed', listener), events.subscribe('settings.changed', listener)]
  events.emit('settings.changed', {})
  leave()
  leave()
  events.emit('settings.changed', {})
  expect(heard).toBe(3)
})

it('an event carries what was promised and nothing more', () => {
  const { events, faults } = build()
  const heard: unknown[] = []
  events.subscribe('databases.changed', (payload) => heard.push(payload))
  const extra = { database: 'd', what: ['users' as const], password: 'secret' }
  events.emit('databases.changed', extra)
  events.emit('databases.changed', { database: 7 } as never)
  expect(heard).toEqual([{ database: 'd', what: ['users'] }])
  expect(faults).toEqual(['databases.changed'])
})

it('a listener may leave while it hears', () => {
  const { events } = build()
  const heard: string[] = []
  const leave = events.subscribe('places.changed', () => {
    heard.push('once')
    leave()
  })
  events.subscribe('places.changed', () => heard.push('always'))
  events.emit('places.changed', {})
  events.emit('places.changed', {})
  expect(heard).toEqual(['once', 'always', 'always'])
})
