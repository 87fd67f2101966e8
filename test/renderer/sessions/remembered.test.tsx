import { act } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { endpoint, fakeSessionsProgram, type FakeSessionsProgram } from '../../support/fakeSessionsApi'
import { showApp, type ShownApp } from '../shownApp'

const URL = 'opc.tcp://plc-17:4840'

let page: ShownApp
afterEach(() => page.close())

function plant(kept: string[] = ['anna', 'service']): FakeSessionsProgram {
  return fakeSessionsProgram({
    endpoints: new Map([[URL, [endpoint({ security: { policy: 'None', mode: 'none' }, certificate: null })]]]),
    kept: new Map([[URL, kept]]),
  })
}

/** The server was asked what it offers. */
async function asked(fake: FakeSessionsProgram): Promise<void> {
  page = await showApp(fake)
  await act(async () => page.app.shell.getState().show({ is: 'open-session' }))
  await page.settle()
  await page.type('[role=dialog] input', URL)
  await page.submit()
}
const said = (): string => page.find('[role=dialog]').textContent
const opened = (fake: FakeSessionsProgram): unknown[] =>
  fake.calls.flatMap(({ method, input }) =>
    method === 'sessions.open' && typeof input === 'object' && input !== null && 'user' in input ? [input.user] : [],
  )
async function pick(words: string): Promise<void> {
  const radio = page.all('.radio').find((each) => each.textContent.startsWith(words))
  await act(async () => radio?.querySelector('input')?.click())
  await page.settle()
}
const NAME = '[role=dialog] input:not([type=radio]):not([type=checkbox]):not(.mono):not([type=password])'
const PASSWORD = '[role=dialog] input[type=password]'

describe('a kept password', () => {
  test('logs in without anything typed: the first of those who are kept is chosen', async () => {
    const fake = plant()
    await asked(fake)
    expect(said()).toContain('anna, with the kept password')
    expect(page.all(PASSWORD)).toHaveLength(0)
    await page.submit()
    expect(opened(fake)).toEqual([{ is: 'remembered', name: 'anna' }])
  })

  test('of another user, or nobody, is chosen just as well', async () => {
    const fake = plant()
    await asked(fake)
    await pick('service')
    await page.submit()
    expect(opened(fake)).toEqual([{ is: 'remembered', name: 'service' }])
  })

  test('that cannot be read now is asked for, with the name and the reason there', async () => {
    const fake = plant()
    fake.fail('sessions.open', new AppError('keychain-unreachable', { problem: 'locked' }))
    await asked(fake)
    await page.submit()
    expect(said()).toContain('The kept password of anna cannot be read now. Type it.')
    expect(page.field(NAME).value).toBe('anna')
    expect(document.activeElement).toBe(page.find(PASSWORD))
    fake.fail('sessions.open', undefined)
    await page.type(PASSWORD, 'Amber Kettle 47')
    await page.submit()
    expect(opened(fake).at(-1)).toEqual({ is: 'user-name', name: 'anna', password: 'Amber Kettle 47' })
  })

  test('that is gone is asked for, too', async () => {
    const fake = plant()
    fake.fail('sessions.open', new AppError('not-found', { subject: 'secret', name: 'anna' }))
    await asked(fake)
    await page.submit()
    expect(said()).toContain('cannot be read now')
  })

  test('that the server refuses is no reason to ask for it: what the server said stands there', async () => {
    const fake = plant()
    fake.fail('sessions.open', new AppError('server-refused', { status: 'BadUserAccessDenied' }))
    await asked(fake)
    await page.submit()
    expect(said()).toContain('The server refused: BadUserAccessDenied.')
    expect(said()).not.toContain('cannot be read now')
  })

  test('of one server is not offered for another', async () => {
    const fake = plant()
    fake.station.endpoints.set('opc.tcp://other:4840', [endpoint({ endpointUrl: 'opc.tcp://other:4840' })])
    await asked(fake)
    await page.type('[role=dialog] input', 'opc.tcp://other:4840')
    await page.submit()
    expect(said()).not.toContain('with the kept password')
    expect(page.all<HTMLInputElement>('.radio input:checked').map((each) => each.value)).toContain('anonymous')
  })

  test('goes readable over a channel without encryption, and that is said', async () => {
    await asked(plant())
    expect(said()).toContain('travel readable too')
  })

  test('of which it is not known whether there is one does not look like none', async () => {
    const fake = plant()
    fake.fail('sessions.remembered', new AppError('internal', { reference: '4' }))
    await asked(fake)
    expect(said()).toContain('Whether a password is kept for this server is not known')
  })
})

describe('a password that is typed', () => {
  async function typed(fake: FakeSessionsProgram): Promise<void> {
    await asked(fake)
    await pick('name and password')
    await page.type(NAME, 'erin')
    await page.type(PASSWORD, 'Amber Kettle 47')
  }

  test('is kept only where it is ticked', async () => {
    const fake = plant([])
    await typed(fake)
    await page.submit()
    expect(opened(fake)).toEqual([{ is: 'user-name', name: 'erin', password: 'Amber Kettle 47' }])
    await page.close()
    const other = plant([])
    await typed(other)
    await act(async () => page.find('[role=dialog] .check input').click())
    await page.submit()
    expect(opened(other)).toEqual([{ is: 'user-name', name: 'erin', password: 'Amber Kettle 47', remember: true }])
    expect(document.body.innerHTML).not.toContain('Amber Kettle')
  })

  test('is not promised to a keychain that does not answer', async () => {
    const fake = plant([])
    const { call } = fake.api
    fake.api.call = async (method, input) =>
      method === 'vault.state'
        ? // The method says of which form its answer is.
          ({ is: 'memory', because: 'no-service', entries: [] } as never)
        : call(method, input)
    await typed(fake)
    expect(said()).toContain('Remember the password until Keyswitch ends')
    expect(said()).toContain('No keychain answers on this computer.')
  })
})
