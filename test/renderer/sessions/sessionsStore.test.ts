import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { createSessionsStore, LIST_EVERY, type SessionsStore } from '../../../src/renderer/stores/sessions'
import { valueOf } from '../../../src/renderer/stores/loadable'
import { createStation, withoutUser, type Station } from '../../../src/renderer/stores/station'
import { certificate, fakeSessionsProgram, fingerprint, sessionId, sessionRow } from '../../support/fakeSessionsApi'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  store?.getState().stop()
  station?.stop()
  store = undefined
  station = undefined
  vi.useRealTimers()
})

let store: SessionsStore | undefined
let station: Station | undefined
const fake = () => fakeSessionsProgram({ rows: [sessionRow()], certificates: [certificate()] })
const asked = (calls: { method: string }[], method = 'sessions.list'): number =>
  calls.filter((call) => call.method === method).length

describe('the list of sessions', () => {
  test('is not asked for while nobody needs it, whatever happens there', async () => {
    const program = fake()
    store = createSessionsStore({ api: program.api })
    program.station.changed()
    await vi.advanceTimersByTimeAsync(5000)
    expect(program.calls).toEqual([])
  })

  test('is asked for once a second at most, however much happens', async () => {
    const program = fake()
    store = createSessionsStore({ api: program.api })
    store.getState().need()
    store.getState().follow()
    for (let step = 0; step < 500; step++) {
      program.station.changed()
      await vi.advanceTimersByTimeAsync(10)
    }
    expect(asked(program.calls)).toBeGreaterThanOrEqual(5)
    expect(asked(program.calls)).toBeLessThanOrEqual(6)
  })

  test('follows once a second while somebody looks, and not at all when nobody does', async () => {
    const program = fake()
    store = createSessionsStore({ api: program.api })
    const leave = store.getState().follow()
    await vi.advanceTimersByTimeAsync(LIST_EVERY * 3)
    const seen = asked(program.calls)
    expect(seen).toBe(4)
    leave()
    leave()
    await vi.advanceTimersByTimeAsync(LIST_EVERY * 10)
    expect(asked(program.calls)).toBe(seen)
  })

  test('hears of a change also while nobody looks at the page, for the count beside it', async () => {
    const program = fake()
    store = createSessionsStore({ api: program.api })
    store.getState().need()
    await vi.advanceTimersByTimeAsync(LIST_EVERY)
    program.station.rows = []
    program.station.changed()
    await vi.advanceTimersByTimeAsync(LIST_EVERY)
    expect(valueOf(store.getState().sessions)).toEqual([])
  })

  test('a failed load is not an empty list, and is told from the state of the daemon', async () => {
    const program = fake()
    program.fail('sessions.list', new AppError('internal', { reference: '7' }))
    store = createSessionsStore({ api: program.api })
    await store.getState().reload()
    expect(store.getState().sessions).toMatchObject({ is: 'failed', error: { code: 'internal' } })
    expect(store.getState().daemon.is).toBe('data')
    program.fail('sessions.list', undefined)
    await store.getState().reload()
    expect(store.getState().sessions.is).toBe('data')
  })
})

describe('the station', () => {
  test('keeps what was known of the chosen session after it has ended', async () => {
    const program = fake()
    station = createStation(program.api, () => undefined)
    await station.sessions.getState().reload()
    station.view.getState().choose(sessionId(1))
    program.station.end(sessionId(1))
    await station.sessions.getState().reload()
    expect(station.view.getState().ended?.endpointUrl).toBe('opc.tcp://plc-17:4840')
    station.view.getState().choose(undefined)
    expect(station.view.getState().ended).toBeUndefined()
  })

  test('remembers recent endpoints of this run, the latest first, never with a name or password in them', () => {
    station = createStation(fake().api, () => undefined)
    const { remember } = station.view.getState()
    for (let at = 0; at < 12; at++) remember(`opc.tcp://anna:secret@plc-${at}:4840`)
    remember('opc.tcp://plc-9:4840')
    const { recent } = station.view.getState()
    expect(recent).toHaveLength(8)
    expect(recent[0]).toBe('opc.tcp://plc-9:4840')
    expect(new Set(recent).size).toBe(8)
    expect(recent.join(' ')).not.toContain('secret')
    expect(withoutUser('opc.tcp://a@b:c@plc/x@y')).toBe('opc.tcp://plc/x@y')
  })

  test('asks for certificates anew when one was decided about, here or elsewhere', async () => {
    const program = fake()
    station = createStation(program.api, () => undefined)
    const { certificates } = station
    program.station.changed()
    expect(asked(program.calls, 'certificates.list')).toBe(0)
    certificates.getState().need()
    await vi.advanceTimersByTimeAsync(0)
    await certificates.getState().decide('reject', fingerprint('a'))
    expect(valueOf(certificates.getState().certificates)?.[0]?.trust).toBe('rejected')
    program.station.certificates = []
    program.station.changed()
    await vi.advanceTimersByTimeAsync(0)
    expect(valueOf(certificates.getState().certificates)).toEqual([])
  })

  test('a refused decision is thrown to whoever decided, and changes nothing shown', async () => {
    const program = fake()
    program.fail('certificates.trust', new AppError('not-permitted', { object: 'Device.Sessions', right: 'modify' }))
    station = createStation(program.api, () => undefined)
    await station.certificates.getState().reload()
    await expect(station.certificates.getState().decide('trust', fingerprint('a'))).rejects.toThrow('not-permitted')
    expect(station.certificates.getState().certificates.is).toBe('data')
  })
})
