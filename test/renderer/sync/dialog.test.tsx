import { act } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { STATION } from '../../../src/contract/stationId'
import { addedUser, fakeStationProgram, type FakeOwn, type FakeStationProgram } from '../../support/fakeStation'
import { showApp, type ShownApp } from '../shownApp'

let shown: ShownApp | undefined
afterEach(async () => {
  await shown?.close()
  shown = undefined
})

type Page = ShownApp & { fake: FakeStationProgram }

/** The station's users, not synchronised, with these differences. */
async function open(own: Partial<FakeOwn> = {}): Promise<Page> {
  const fake = fakeStationProgram({ own })
  const page = await showApp(fake)
  shown = page
  await act(async () => {
    page.app.places.getState().goToStation()
    page.app.station.view.getState().turnTo('users-and-groups')
  })
  await page.settle()
  await page.press('Synchronise')
  return { ...page, fake }
}

const synced = (fake: FakeStationProgram): unknown => fake.opened.get(STATION)?.sync
const dialog = (page: ShownApp): string => page.find('[role=dialog], [role=alertdialog]').textContent
const dialogs = (page: ShownApp): number => page.all('[role=dialog], [role=alertdialog]').length

const DIFFERENCES = [
  addedUser('erin'),
  { subject: 'user', kind: 'changed', name: 'bogdan', was: null, fields: ['password'] } as const,
  { subject: 'member', kind: 'removed', group: 'Watch', user: 'bogdan', member: null } as const,
].map((each) => ('fields' in each ? { ...each, fields: [...each.fields] } : each))

describe('following the device', () => {
  test('is a button that says how it stands; without differences nothing is asked', async () => {
    const page = await open()
    expect(synced(page.fake)).toBe('off')
    expect(page.button('Synchronise').getAttribute('aria-pressed')).toBe('false')
    expect(page.find('.toolbar').textContent).toContain('as on the device')
    await page.press('Synchronise')
    expect(synced(page.fake)).toBe('on')
    expect(page.button('Synchronise').getAttribute('aria-pressed')).toBe('true')
    expect(page.find('.toolbar').textContent).toContain('saved at once')
    expect(dialogs(page)).toBe(0)
  })

  test('with differences asks, names each of them, and Cancel decides nothing', async () => {
    const page = await open({ differences: DIFFERENCES })
    await page.press('Synchronise')
    expect(dialog(page)).toContain('1 added · 1 changed · 1 removed')
    for (const words of ['User erin', 'User bogdan', 'password', 'Member bogdan', 'group Watch'])
      expect(dialog(page)).toContain(words)
    await page.press('Cancel')
    expect(dialogs(page)).toBe(0)
    expect(synced(page.fake)).toBe('off')
  })

  test('differences are filtered by what is shown', async () => {
    const page = await open({ differences: DIFFERENCES })
    await page.press('Synchronise')
    await page.type('[role=dialog] .filter input', 'watch')
    expect(page.all('[role=dialog] [role=row]:not(.grid-row-head)').map((row) => row.textContent)).toEqual([
      'removedMember bogdangroup Watch',
    ])
  })

  test('uploading replaces the page', async () => {
    const page = await open({ differences: DIFFERENCES })
    await page.press('Synchronise')
    await page.press('Upload from device')
    expect(synced(page.fake)).toBe('on')
    expect(dialogs(page)).toBe(0)
    expect(page.find('footer').textContent).toContain('replaced by what is on the device')
  })

  test('downloading names what it will change first, then does it', async () => {
    const page = await open({ differences: DIFFERENCES })
    await page.press('Synchronise')
    await page.press('Download to device…')
    expect(dialog(page)).toContain('Change the device in 3 places?')
    expect(dialog(page)).toContain('User erin')
    expect(page.fake.calls.some(({ method }) => method === 'sync.download')).toBe(false)
    await page.press('Download 3 changes')
    expect(synced(page.fake)).toBe('on')
    expect(dialogs(page)).toBe(0)
    expect(page.find('footer').textContent).toContain('The device was changed in 3 places')
  })

  test('what changes on the device while it is asked is named, too', async () => {
    const page = await open({ differences: DIFFERENCES })
    await page.press('Synchronise')
    await page.press('Download to device…')
    page.fake.own.differences = [...DIFFERENCES, addedUser('fay')]
    page.fake.emit('databases.changed', { database: STATION, what: ['users'] })
    await page.settle()
    expect(dialog(page)).toContain('Change the device in 4 places?')
    expect(dialog(page)).toContain('User fay')
  })

  test('says how far it is, and can be cancelled', async () => {
    let work = ''
    let end: (() => void) | undefined
    const page = await open({
      differences: DIFFERENCES,
      download: (id) => {
        work = id
        return new Promise((_, refuse) => (end = () => refuse(new AppError('cancelled'))))
      },
    })
    await page.press('Synchronise')
    await page.press('Download to device…')
    await page.press('Download 3 changes')
    await act(async () => page.fake.emit('work.progress', { work, done: 2, total: 3 }))
    expect(dialog(page)).toContain('2 of 3')
    await page.press('Cancel')
    expect(page.fake.calls.at(-1)).toEqual({ method: 'work.cancel', input: { work } })
    expect(dialog(page)).toContain('Cancelling')
    await act(async () => end?.())
    await page.settle()
    expect(dialog(page)).toContain('Cancelled; nothing was changed.')
    expect(synced(page.fake)).toBe('off')
  })

  test('what the device refuses is listed with its reason', async () => {
    const [first] = DIFFERENCES
    if (!first) throw new Error('no difference')
    const page = await open({
      differences: DIFFERENCES,
      download: () =>
        Promise.resolve({
          applied: 2,
          refused: [{ difference: first, code: 'already-exists', details: { subject: 'user', name: 'erin' } }],
        }),
    })
    await page.press('Synchronise')
    await page.press('Download to device…')
    await page.press('Download 3 changes')
    expect(dialog(page)).toContain('2 changes are on the device')
    expect(dialog(page)).toContain('There is a user “erin” already.')
    expect(synced(page.fake)).toBe('off')
    await page.press('Close')
    expect(dialogs(page)).toBe(0)
  })

  test('differences that cannot be read are not “nothing differs”', async () => {
    const page = await open({ differences: DIFFERENCES })
    page.fake.fail('sync.differences', new AppError('internal', { reference: '9' }))
    await page.press('Synchronise')
    expect(dialog(page)).toContain('under the reference 9')
    expect(page.button('Download to device…').disabled).toBe(true)
  })
})
