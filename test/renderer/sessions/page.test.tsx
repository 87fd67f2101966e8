import { act } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { group, user, type FakeDatabase } from '../../support/fakeApi'
import {
  certificate,
  daemonState,
  fakeSessionsProgram,
  fingerprint,
  node,
  sessionId,
  sessionRow,
  type FakeSessionsProgram,
} from '../../support/fakeSessionsApi'
import { showApp, type ShownApp } from '../shownApp'

const FILLER: FakeDatabase = {
  folder: '/line-3/filler',
  title: 'Filler',
  content: { users: [user('admin', ['Administrator'])], groups: [group('Administrator')], objects: ['Device'] },
}
const PLC = sessionId(1)

let shown: ShownApp | undefined
async function show(fake: FakeSessionsProgram): Promise<ShownApp> {
  shown = await showApp(fake)
  return shown
}
afterEach(async () => {
  await shown?.close()
  shown = undefined
})

/** The station, with one session that is chosen if asked for. */
async function station(fake: FakeSessionsProgram, chosen?: string): Promise<ShownApp> {
  const page = await show(fake)
  await page.key('0', { altKey: true, code: 'Digit0' })
  if (chosen !== undefined) {
    await act(async () => page.app.station.view.getState().choose(chosen))
    await waited(page)
  }
  return page
}
/** Until what rests for a moment before it is asked for has come. */
async function waited(page: ShownApp): Promise<void> {
  for (let step = 0; step < 10; step++) await page.settle()
}
/** What the place that is shown says; the other one stays in the document. */
const inSight = (page: ShownApp): string => page.find('.place:not([hidden])').textContent
const rows = (page: ShownApp, grid: string): string[] =>
  page.all(`[aria-label="${grid}"] [role=row]`).map((row) => row.textContent)

const plant = (): FakeSessionsProgram =>
  fakeSessionsProgram({
    rows: [sessionRow({ own: true })],
    nodes: new Map([
      ['', [node('Objects', { node: 'i=85', nodeClass: 'Object' })]],
      ['i=85', [node('Speed'), node('Level')]],
    ]),
  })

describe('the station', () => {
  test('is reached without any database, and from there the way back is open', async () => {
    const page = await show(fakeSessionsProgram())
    expect(page.text()).toContain('Open a folder')
    await page.press(/^This PC/)
    expect(page.find('h1').textContent).toBe('This PC')
    expect(document.title).toBe('This PC – Keyswitch')
    expect(page.text()).toContain('Sessions with OPC UA servers are listed here')
    await page.press('None opened')
    expect(document.title).toBe('Keyswitch')
    expect(page.all('.place').map((place) => place.hidden)).toEqual([true, false])
  })

  test('and a database stay as they were left while the other is looked at', async () => {
    const page = await station(fakeSessionsProgram({ rows: [sessionRow()] }, [FILLER], [FILLER.folder]), PLC)
    await page.type('[data-pane=sessions] input', 'plc')
    await page.press(/^Filler/)
    expect(document.title).toBe('Filler – Keyswitch')
    await page.key('2', { altKey: true, code: 'Digit2' })
    await page.press(/^This PC/)
    expect(page.field('[data-pane=sessions] input').value).toBe('plc')
    expect(page.find('.session-detail').getAttribute('aria-label')).toBe('opc.tcp://plc-17:4840')
    expect(page.app.places.getState().stores.get('d1')?.getState().page).toBe('access-rights')
  })

  test('a press of Ctrl+S there saves no database that is out of sight', async () => {
    const fake = fakeSessionsProgram({}, [FILLER], [FILLER.folder])
    const page = await station(fake)
    await fake.api.call('users.add', { database: 'd1', name: 'erin', password: 'x' })
    await page.key('s', { ctrlKey: true })
    await page.key('z', { ctrlKey: true })
    expect(fake.calls.some((call) => call.method === 'databases.save' || call.method === 'databases.undo')).toBe(false)
  })

  test('Ctrl+K finds sessions and certificates, also with nothing opened', async () => {
    const page = await show(fakeSessionsProgram({ rows: [sessionRow()] }))
    await page.key('k', { ctrlKey: true })
    await page.type('[role=combobox]', 'plc-17')
    expect(page.find('[role=option]').textContent).toBe('opc.tcp://plc-17:4840 · nobodysession')
    await page.key('Enter')
    expect(page.find('.session-detail').getAttribute('aria-label')).toBe('opc.tcp://plc-17:4840')
    await page.key('k', { ctrlKey: true })
    await page.type('[role=combobox]', 'certificates')
    await page.key('Enter')
    expect(page.all('[data-pane=certificates]')).toHaveLength(1)
    await page.key('F1')
    expect(page.find('[role=dialog]').textContent).toContain('OPC UA sessions that are kept open')
  })
})

describe('the list', () => {
  test('says state and security in words, and what each session does', async () => {
    const page = await station(
      fakeSessionsProgram({
        rows: [
          sessionRow({ streams: 1, readers: 3, rate: 12.34, errors: 2, user: { kind: 'user-name', name: 'anna' } }),
          sessionRow({
            session: sessionId(2),
            endpointUrl: 'opc.tcp://plc-18:4840',
            state: { is: 'lost', since: 0, retryAt: null, because: 'BadTimeout' },
            security: { policy: 'None', mode: 'none' },
          }),
        ],
      }),
    )
    expect(rows(page, 'Sessions').slice(1)).toEqual([
      'opc.tcp://plc-17:4840openannasigned and encrypted · Basic256Sha256in use312.32',
      'opc.tcp://plc-18:4840lost, not tried againnobodynot encrypted5 s100',
    ])
  })

  test('a list that cannot be read is not an empty one', async () => {
    const fake = plant()
    fake.fail('sessions.list', new AppError('internal', { reference: '42' }))
    const page = await station(fake)
    expect(page.text()).toContain('under the reference 42')
    expect(inSight(page)).not.toContain('are listed here')
    expect(inSight(page)).toContain('Certificates')
    fake.fail('sessions.list', undefined)
    await page.press('Try again')
    expect(rows(page, 'Sessions')).toHaveLength(2)
  })

  test('tells how programs connect, or why none can', async () => {
    const fake = fakeSessionsProgram()
    const page = await station(fake)
    const said = (): string => page.find('.connect').textContent
    expect(said()).toContain('Programs connect tounix:///run/user/1000/keyswitch/keyswitch.sock')
    expect(said()).toContain('2 programs connected')
    for (const [state, words] of [
      [daemonState({ by: 'another' }), 'Another Keyswitch lets programs in'],
      [
        daemonState({ by: 'nobody', address: null, problem: 'The address is taken.' }),
        'connect: The address is taken.',
      ],
      [daemonState({ by: 'nobody', address: null }), 'nothing listens for them'],
    ] as const) {
      fake.station.daemon = state
      await act(() => page.app.station.sessions.getState().reload())
      await page.settle()
      expect(said()).toContain(words)
    }
  })

  test('what nobody else holds is closed at once; what others hold is asked about', async () => {
    const fake = plant()
    const page = await station(fake, PLC)
    await page.press('Close')
    expect(fake.station.rows).toEqual([])
    expect(page.find('.session-detail').textContent).toContain('This session has ended.')
    fake.station.rows = [sessionRow({ own: true, readers: 3 })]
    await act(() => page.app.station.sessions.getState().reload())
    await page.settle()
    await page.press('Close')
    expect(page.find('[role=alertdialog]').textContent).toContain('2 other programs use this session and keep it.')
    await page.press('Give up mine')
    expect(fake.station.rows).toMatchObject([{ readers: 2, own: false }])
  })

  test('a session of others is ended for everybody only on purpose: the keyboard begins at Cancel', async () => {
    const fake = fakeSessionsProgram({ rows: [sessionRow({ readers: 1 })] })
    const page = await station(fake, PLC)
    await page.press('Close')
    expect(page.find('[role=alertdialog]').textContent).toContain('nothing to give up')
    expect(document.activeElement?.textContent).toBe('Cancel')
    await page.press('Close for everybody')
    expect(fake.calls.findLast((call) => call.method === 'sessions.close')?.input).toEqual({
      session: PLC,
      force: true,
    })
    expect(page.all('[role=alertdialog]')).toHaveLength(0)
  })
})

describe('a session', () => {
  test('shows its nodes, one of them, and what is watched, by keys alone', async () => {
    const fake = plant()
    const page = await station(fake, PLC)
    await page.key('ArrowDown')
    await page.key('Enter')
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Nodes')
    await page.key('ArrowRight')
    await waited(page)
    await page.key('ArrowDown')
    await waited(page)
    expect(page.find('[data-pane=node]').textContent).toContain('NodeIdns=2;s=Speed')
    await page.key('w')
    await page.key('ArrowDown')
    await page.key('Enter')
    await waited(page)
    expect([...fake.station.watches.values()]).toMatchObject([{ nodes: ['ns=2;s=Speed', 'ns=2;s=Level'] }])
    fake.station.send(PLC, [{ node: 'ns=2;s=Speed', number: 27.5, status: 'Uncertain' }])
    await waited(page)
    expect(page.find('[data-pane=watch]').textContent).toContain('27.5')
    expect(page.find('[data-pane=watch]').textContent).toContain('Uncertain')
    expect(page.find('[data-pane=watch] svg[role=img]').getAttribute('aria-label')).toBe(
      'Last 60 seconds: latest 27.5, least 27.5, most 27.5',
    )
  })

  test('that ends says so, keeps the last values, and offers to be opened again', async () => {
    const fake = plant()
    const page = await station(fake, PLC)
    await act(async () => page.app.station.watches.getState().add(PLC, [{ node: 'ns=2;s=Speed', name: 'Speed' }]))
    await page.settle()
    fake.station.send(PLC, [{ node: 'ns=2;s=Speed', number: 3 }])
    await waited(page)
    fake.station.end(PLC)
    await act(() => page.app.station.sessions.getState().reload())
    await page.settle()
    expect(page.find('[data-pane=watch]').textContent).toContain('The session has ended; these are the last values.')
    expect(page.find('[data-pane=watch]').textContent).toContain('Speed3')
    await page.press('Open again…')
    expect(page.field('[role=dialog] input').value).toBe('opc.tcp://plc-17:4840')
  })

  test('whose nodes cannot be read says so where they would be, and tries again', async () => {
    const fake = plant()
    fake.fail('sessions.browse', new AppError('server-refused', { status: 'BadUserAccessDenied' }))
    const page = await station(fake, PLC)
    expect(page.find('[data-pane=nodes]').textContent).toContain('The server refused: BadUserAccessDenied.')
    fake.fail('sessions.browse', undefined)
    await page.press('Try again')
    expect(rows(page, 'Nodes')).toContain('Objectsobject')
  })

  test('values that cannot be asked for say why', async () => {
    const fake = plant()
    fake.fail('sessions.watch', new AppError('server-refused', { status: 'BadTooManyMonitoredItems' }))
    const page = await station(fake, PLC)
    await act(async () => page.app.station.watches.getState().add(PLC, [{ node: 'ns=2;s=Speed', name: 'Speed' }]))
    await page.settle()
    expect(page.find('[data-pane=watch] [role=alert]').textContent).toContain('BadTooManyMonitoredItems')
  })
})

describe('certificates', () => {
  const changed = (): FakeSessionsProgram =>
    fakeSessionsProgram({
      certificates: [
        certificate(),
        certificate({
          fingerprint: fingerprint('b'),
          trust: 'changed',
          insteadOf: fingerprint('a'),
          issuer: 'CN=Plant CA',
        }),
        certificate({ fingerprint: fingerprint('c'), subject: 'CN=new', trust: 'unknown', validTo: 1000 }),
      ],
    })
  async function certificates(fake: FakeSessionsProgram): Promise<ShownApp> {
    const page = await station(fake)
    await act(async () => page.app.station.view.getState().show('certificates'))
    await waited(page)
    await act(async () => page.all('[data-pane=certificates] [role=grid]')[0]?.focus())
    await page.settle()
    return page
  }

  test('that changed come first and show what differs from what was trusted', async () => {
    const page = await certificates(changed())
    expect(rows(page, 'Certificates')[1]).toContain('changed')
    expect(rows(page, 'Certificates')[2]).toContain('expired')
    await page.key('ArrowDown')
    await page.key('Home')
    const differing = page.all('[data-pane=certificate] .differs').map((row) => row.textContent)
    expect(differing.map((row) => row.replace(/differs.*/u, ''))).toEqual(['Fingerprint (SHA-256)', 'Issuer'])
  })

  test('trusting a changed one asks, with Cancel under the keyboard; a new one is trusted at once', async () => {
    const fake = changed()
    const page = await certificates(fake)
    await page.key('Home')
    await page.key('+')
    expect(page.find('[role=alertdialog]').textContent).toContain('Trust the changed certificate?')
    expect(document.activeElement?.textContent).toBe('Cancel')
    await page.key('Escape')
    expect(fake.station.certificates[1]?.trust).toBe('changed')
    await act(async () => page.find('[data-pane=certificates] [role=grid]').focus())
    await page.key('ArrowDown')
    await page.key('+')
    expect(page.all('[role=alertdialog]')).toHaveLength(0)
    expect(fake.station.certificates[2]?.trust).toBe('trusted')
  })

  test('rejecting one says that sessions end, and does it', async () => {
    const fake = changed()
    const page = await certificates(fake)
    await page.key('End')
    await page.key('-')
    expect(page.find('[role=alertdialog]').textContent).toContain('Open sessions with them end at once.')
    await act(async () => page.all<HTMLButtonElement>('[role=alertdialog] button').at(-1)?.click())
    await page.settle()
    expect(fake.station.certificates[0]?.trust).toBe('rejected')
  })

  test('that cannot be read are no empty list', async () => {
    const fake = changed()
    fake.fail('certificates.list', new AppError('file-failed', { file: 'trust', code: 'EIO' }))
    const page = await certificates(fake)
    expect(inSight(page)).toContain('trust could not be read or written (EIO)')
    expect(inSight(page)).not.toContain('are listed here')
  })
})
