import { act } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import {
  certificate,
  endpoint,
  fakeSessionsProgram,
  fingerprint,
  type FakeSessionsProgram,
} from '../../support/fakeSessionsApi'
import { showApp, type ShownApp } from '../shownApp'

const URL = 'opc.tcp://plc-17:4840'

let page: ShownApp
afterEach(() => page.close())

async function dialog(fake: FakeSessionsProgram, url = URL): Promise<void> {
  page = await showApp(fake)
  await act(async () => page.app.shell.getState().show({ is: 'open-session' }))
  await page.settle()
  await page.type('[role=dialog] input', url)
}
const plant = (trust: 'trusted' | 'unknown' | 'changed' | 'rejected' = 'trusted'): FakeSessionsProgram =>
  fakeSessionsProgram({
    endpoints: new Map([
      [
        URL,
        [
          endpoint({ security: { policy: 'None', mode: 'none' }, level: 0, certificate: null }),
          endpoint({ certificate: { fingerprint: fingerprint('b'), trust } }),
        ],
      ],
    ]),
    certificates: [
      certificate(),
      certificate({
        fingerprint: fingerprint('b'),
        thumbprint: '7c'.repeat(20),
        trust,
        insteadOf: trust === 'changed' ? fingerprint('a') : null,
      }),
    ],
  })
const said = (): string => page.find('[role=dialog], [role=alertdialog]').textContent
const open = (): boolean => page.all('[role=dialog], [role=alertdialog]').length > 0
const opened = (fake: FakeSessionsProgram): unknown[] =>
  fake.calls.filter((call) => call.method === 'sessions.open').map((call) => call.input)
async function pick(label: string): Promise<void> {
  const radio = page.all('.radio').find((each) => each.textContent.startsWith(label))
  await act(async () => radio?.querySelector('input')?.click())
  await page.settle()
}

describe('opening a session', () => {
  test('asks the server first, chooses the strongest, and opens with Enter twice', async () => {
    const fake = plant()
    await dialog(fake)
    await page.submit()
    expect(page.all('.offer').map((each) => each.textContent)).toEqual([
      'signed and encrypted · Basic256Sha256trusted',
      'not encrypted',
    ])
    await page.submit()
    expect(open()).toBe(false)
    expect(opened(fake)).toEqual([
      {
        endpointUrl: URL,
        security: { policy: 'Basic256Sha256', mode: 'sign-and-encrypt' },
        user: { is: 'anonymous' },
      },
    ])
    expect(page.app.station.view.getState().session).toBe(fake.station.rows[0]?.session)
    expect(page.app.station.view.getState().recent).toEqual([URL])
  })

  test('a server that does not answer is told with what to do, and another address asks anew', async () => {
    await dialog(plant(), 'opc.tcp://nobody:4840')
    await page.submit()
    expect(said()).toContain('opc.tcp://nobody:4840 does not answer (BadTimeout). Check that the server runs')
    await page.type('[role=dialog] input', URL)
    await page.submit()
    expect(page.all('.offer')).toHaveLength(2)
    await page.type('[role=dialog] input', `${URL}/other`)
    expect(page.all('.offer')).toHaveLength(0)
  })

  test('an address of another kind, or one with a password in it, is not even asked', async () => {
    const fake = plant()
    await dialog(fake, 'http://plc-17')
    await page.submit()
    expect(said()).toContain('an address that begins with opc.tcp://')
    await page.type('[role=dialog] input', 'opc.tcp://anna:secret@plc-17')
    await page.submit()
    expect(said()).toContain('Leave name and password out of the address')
    expect(fake.calls.some((call) => call.method === 'sessions.endpoints')).toBe(false)
  })

  test('a name over a channel that is not encrypted is warned of; encrypted it is not', async () => {
    const fake = plant()
    await dialog(fake)
    await page.submit()
    await pick('name and password')
    expect(said()).not.toContain('travel readable')
    await pick('not encrypted')
    expect(said()).toContain('The name, and on many servers the password, travel readable too.')
    await page.submit()
    expect(said()).toContain('Still missing: a name.')
    await page.type('[role=dialog] input:not([type=radio]):not(.mono):not([type=password])', 'anna')
    await page.type('[role=dialog] input[type=password]', 'Amber Kettle 47')
    await page.submit()
    expect(opened(fake)).toMatchObject([{ user: { is: 'user-name', name: 'anna', password: 'Amber Kettle 47' } }])
    expect(document.body.innerHTML).not.toContain('Amber Kettle')
  })

  test('a wrong password is said in the dialog, which keeps what was typed', async () => {
    const fake = plant()
    fake.fail('sessions.open', new AppError('server-refused', { status: 'BadIdentityTokenRejected' }))
    await dialog(fake)
    await page.submit()
    await page.submit()
    expect(said()).toContain('The server refused: BadIdentityTokenRejected.')
    expect(page.field('[role=dialog] input').value).toBe(URL)
  })

  test('left while it is being opened, it is given back', async () => {
    const fake = plant()
    await dialog(fake)
    await page.submit()
    const release = fake.hold('sessions.open')
    await page.submit()
    expect(said()).toContain('Opening the session…')
    await page.key('Escape')
    expect(open()).toBe(false)
    release()
    await page.settle()
    expect(fake.calls.at(-1)?.method).not.toBe('sessions.open')
    expect(fake.calls.some((call) => call.method === 'sessions.close')).toBe(true)
    expect(fake.station.rows).toEqual([])
  })
})

describe('a certificate nobody has trusted', () => {
  test('is shown by its thumbprint in groups; Trust and connect does both', async () => {
    const fake = plant('unknown')
    await dialog(fake)
    await page.submit()
    await page.submit()
    expect(said()).toContain('Do you trust this server?')
    expect(said()).toContain('7C7C 7C7C 7C7C')
    expect(fake.station.rows).toEqual([])
    expect(document.activeElement?.textContent).toBe('Trust and connect')
    await page.submit()
    expect(open()).toBe(false)
    expect(fake.station.certificates[1]?.trust).toBe('trusted')
    expect(fake.station.rows).toHaveLength(1)
  })

  test('in place of a trusted one is shown beside it, and Enter does not trust it', async () => {
    const fake = plant('changed')
    await dialog(fake)
    await page.submit()
    await page.submit()
    expect(said()).toContain('The server shows another certificate')
    expect(said()).toContain('Trusted until now')
    expect(said()).toContain('AB12 AB12')
    expect(said()).toContain('7C7C 7C7C')
    expect(document.activeElement?.textContent).toBe('Cancel')
    expect(page.all('[role=alertdialog] [type=submit]')).toHaveLength(0)
    await page.press('Cancel')
    expect(page.all('.offer')).toHaveLength(2)
    expect(fake.station.certificates[1]?.trust).toBe('changed')
    expect(fake.station.rows).toEqual([])
  })

  test('that the server shows only when connecting leads there, too', async () => {
    const fake = plant('trusted')
    await dialog(fake)
    await page.submit()
    fake.fail(
      'sessions.open',
      new AppError('certificate-untrusted', { fingerprint: fingerprint('b'), trust: 'unknown' }),
    )
    await page.submit()
    expect(said()).toContain('Do you trust this server?')
    fake.fail('sessions.open', new AppError('server-refused', { status: 'BadUserAccessDenied' }))
    await page.submit()
    expect(said()).toContain('Open a session')
    expect(said()).toContain('The server refused: BadUserAccessDenied.')
  })

  test('that was rejected says so; without encryption no certificate is asked about', async () => {
    const fake = plant('rejected')
    await dialog(fake)
    await page.submit()
    await page.submit()
    expect(said()).toContain('This certificate was rejected')
    await page.key('Escape')
    await pick('not encrypted')
    await page.submit()
    expect(open()).toBe(false)
    expect(fake.station.rows).toHaveLength(1)
  })
})
