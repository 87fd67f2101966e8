import { describe, expect, test } from 'vitest'
import { connect, type Transport } from '../../../src/contract/client'
import { AppError } from '../../../src/contract/errors'
import { close, reload, save, undo, unsavedDatabases } from '../../../src/renderer/stores/acts'
import { createApp, type App } from '../../../src/renderer/stores/app'
import { watchLink } from '../../../src/renderer/stores/link'
import { languageOf } from '../../../src/renderer/stores/settings'
import { fakeProgram, group, user, type FakeProgram } from '../../support/fakeApi'

const CONTENT = { users: [user('admin', ['Administrator'])], groups: [group('Administrator')], objects: ['Device'] }
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

/** A transport to the fake that can be cut. */
function transportTo(fake: FakeProgram): { transport: Transport; cut: (gone: boolean) => void } {
  let gone = false
  return {
    cut: (now) => (gone = now),
    transport: {
      async request(method, input) {
        if (gone) return { ok: false, error: { code: 'unreachable', details: {} } }
        try {
          return { ok: true, output: await fake.api.call(method, input as never) }
        } catch (cause) {
          if (cause instanceof AppError) return { ok: false, error: { code: cause.code, details: cause.details } }
          throw cause
        }
      },
      subscribe: (event, listener) => fake.api.on(event, listener),
    },
  }
}

async function start(): Promise<{ app: App; fake: FakeProgram; refused: string[]; cut: (gone: boolean) => void }> {
  const fake = fakeProgram([{ folder: '/filler', title: 'Filler', content: CONTENT }], ['/filler'])
  const { transport, cut } = transportTo(fake)
  const watched = watchLink(transport)
  const refused: string[] = []
  const app = createApp({
    api: connect(watched.transport),
    link: watched.link,
    showRefusal: (error) => refused.push(error.code),
  })
  await Promise.all([app.places.getState().load(), app.settings.getState().load()])
  return { app, fake, refused, cut }
}

const edit = async (fake: FakeProgram): Promise<void> => {
  await fake.api.call('users.add', { database: 'd1', name: 'erin', password: 'x' })
  await settled()
}

describe('acts of the frame', () => {
  test('saving says so and leaves nothing unsaved', async () => {
    const { app, fake } = await start()
    await edit(fake)
    expect(unsavedDatabases(app)).toHaveLength(1)
    expect(await save(app, 'd1')).toBeUndefined()
    await settled()
    expect(unsavedDatabases(app)).toEqual([])
    expect(app.shell.getState().said?.what).toEqual({ is: 'saved', title: 'Filler' })
    app.stop()
  })

  test('files changed by somebody else open the comparison instead of being overwritten', async () => {
    const { app, fake, refused } = await start()
    await edit(fake)
    fake.changeOutside('d1')
    expect(await save(app, 'd1')).toMatchObject({ code: 'changed-outside' })
    expect(app.shell.getState().shown).toEqual({ is: 'outside', database: 'd1' })
    expect(refused).toEqual([])
    expect(await save(app, 'd1', { overwrite: true })).toBeUndefined()
    app.stop()
  })

  test('a failed save is said and keeps the edits', async () => {
    const { app, fake, refused } = await start()
    await edit(fake)
    fake.fail('databases.save', new AppError('disk-full', { folder: '/filler' }))
    expect(await save(app, 'd1')).toMatchObject({ code: 'disk-full' })
    expect(refused).toEqual(['disk-full'])
    expect(unsavedDatabases(app)).toHaveLength(1)
    app.stop()
  })

  test('undo says what it took back; with nothing to undo nothing is asked', async () => {
    const { app, fake } = await start()
    await undo(app, 'd1')
    expect(fake.calls.some((call) => call.method === 'databases.undo')).toBe(false)
    await edit(fake)
    await undo(app, 'd1')
    expect(app.shell.getState().said?.what).toMatchObject({ is: 'undone', action: { name: 'erin' } })
    app.stop()
  })

  test('an edit that was made a moment ago can be taken back before the page has heard of it', async () => {
    const { app, fake } = await start()
    const release = fake.hold('databases.state')
    await edit(fake)
    const undone = undo(app, 'd1')
    release()
    await undone
    expect(app.shell.getState().said?.what).toMatchObject({ is: 'undone', action: { name: 'erin' } })
    app.stop()
  })

  test('closing and reloading with edits ask first', async () => {
    const { app, fake } = await start()
    await edit(fake)
    await close(app, 'd1')
    expect(app.shell.getState().shown).toEqual({ is: 'closing', database: 'd1' })
    await reload(app, 'd1')
    expect(app.shell.getState().shown).toEqual({ is: 'reload', database: 'd1' })
    expect(fake.opened.size).toBe(1)
    app.stop()
  })

  test('closing without edits asks nothing', async () => {
    const { app, fake } = await start()
    await close(app, 'd1')
    expect(app.shell.getState().shown).toBeNull()
    expect(fake.opened.size).toBe(0)
    app.stop()
  })

  test('a program that is gone is said once, not with every refusal, and everything is asked anew when it is back', async () => {
    const { app, fake, refused, cut } = await start()
    app.places.getState().stores.get('d1')?.getState().need('users')
    await settled()
    cut(true)
    expect(await save(app, 'd1')).toMatchObject({ code: 'unreachable' })
    expect(app.link.getState().is).toBe('gone')
    expect(refused).toEqual([])
    cut(false)
    fake.calls.length = 0
    await app.api.call('app.about', {})
    expect(app.link.getState().is).toBe('open')
    await settled()
    await settled()
    const asked = fake.calls.map((call) => call.method)
    expect(asked).toContain('databases.list')
    expect(asked).toContain('users.list')
    app.stop()
  })
})

describe('the language', () => {
  test('is the chosen one, else the first of the system’s that there is, else English', () => {
    expect(languageOf('de', ['en-US'])).toBe('de')
    expect(languageOf('system', ['fr-FR', 'de-AT', 'en-GB'])).toBe('de')
    expect(languageOf(undefined, ['fr-FR'])).toBe('en')
  })
})
