import { act } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { AuditEntry } from '../../../src/contract/audit'
import { METHODS } from '../../../src/contract/names'
import { isRecorded } from '../../../src/main/audit/describe'
import { aboutOf, fromOf, outcomeOf, whatOf } from '../../../src/renderer/pages/activity/entryWords'
import { activityText } from '../../../src/renderer/text/activity'
import { auditEntry, fakeStationProgram, type FakeOwn, type FakeStationProgram } from '../../support/fakeStation'
import { showApp, type ShownApp } from '../shownApp'

let shown: ShownApp | undefined
afterEach(async () => {
  await shown?.close()
  shown = undefined
})

async function open(own: Partial<FakeOwn> = {}): Promise<ShownApp & { fake: FakeStationProgram }> {
  const fake = fakeStationProgram({ own })
  const page = await showApp(fake)
  shown = page
  await act(async () => {
    page.app.places.getState().goToStation()
    page.app.station.view.getState().turnTo('activity')
  })
  await page.settle()
  return { ...page, fake }
}

const rows = (page: ShownApp): string[] =>
  page.all('.activity-page [role=row]:not(.grid-row-head)').map((row) => row.textContent)

describe('the Activity page', () => {
  test('says who did what, the newest first', async () => {
    const page = await open({
      log: [
        auditEntry(1, { method: 'login.setUp', about: { administrator: 'anna' } }),
        auditEntry(2, { method: 'users.remove', outcome: 'last-administrator', about: { user: 'anna' } }),
      ],
    })
    const [first, second] = rows(page)
    expect(first).toContain('User deleted')
    expect(first).toContain('last administrator')
    expect(second).toContain('Station set up')
    expect(second).toContain('administrator anna')
  })

  test('an empty log says what will stand there', async () => {
    const page = await open()
    expect(page.find('.activity-page').textContent).toContain('Nothing has happened yet')
    expect(page.find('.chain').textContent).toContain('The log is empty')
  })

  test('says that the chain is whole, up to which entry', async () => {
    const log = Array.from({ length: 1234 }, (_, index) => auditEntry(index + 1))
    const page = await open({ log })
    expect(page.find('.chain').textContent).toContain('The chain is whole')
    expect(page.find('.chain').textContent).toContain('1,234 entries')
  })

  test('says where the chain breaks, and what could not be written', async () => {
    const page = await open({
      log: [auditEntry(1)],
      report: { problem: { line: 57, is: 'missing' }, unwritten: 3 },
    })
    expect(page.find('.chain').textContent).toContain('The chain is broken: before line 57 an entry is missing')
    expect(page.find('.chain').textContent).toContain('3 entries could not be written yet')
    page.fake.own.report = {}
    await page.press('Verify again')
    expect(page.find('.chain').textContent).toContain('The chain is whole')
  })

  test('is exported as the program gives it, into a file of that name', async () => {
    const page = await open({ log: [auditEntry(1), auditEntry(2)] })
    const saved: { name: string; text: string }[] = []
    let blob: Blob | undefined
    vi.stubGlobal('URL', {
      createObjectURL: (given: Blob) => {
        blob = given
        return 'blob:log'
      },
      revokeObjectURL: () => undefined,
    })
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push({ name: this.download, text: this.href })
    })
    try {
      await page.press('Export…')
      expect(saved).toEqual([{ name: 'keyswitch-activity.log', text: 'blob:log' }])
      expect(await blob?.text()).toBe(page.fake.own.log.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
      expect(page.find('footer').textContent).toContain('Exported keyswitch-activity.log')
    } finally {
      click.mockRestore()
      vi.unstubAllGlobals()
    }
  })
})

describe('an entry in words', () => {
  const told = ({ lang, ...more }: Partial<AuditEntry> & { lang: 'en' | 'de' }): string[] => {
    const text = activityText[lang]
    const entry = auditEntry(1, more)
    return [whatOf(entry, text), aboutOf(entry, text), fromOf(entry, text), outcomeOf(entry, text)]
  }

  test.each([
    ['en', 'users.add', { database: 'station', user: 'erin', group: 'Watch' }, 'User added', 'erin · group Watch'],
    [
      'de',
      'users.add',
      { database: 'station', user: 'erin', group: 'Watch' },
      'Benutzer hinzugefügt',
      'erin · Gruppe Watch',
    ],
    [
      'en',
      'rights.set',
      { database: '/line-3/filler', object: 'Device', group: 'Watch', right: 'addRemove', state: 'deny', below: true },
      'Rights set',
      'Device · group Watch · Add/Remove · → denied · and below · in /line-3/filler',
    ],
    ['en', 'groups.import', { groups: ['A', 'B'], rights: true }, 'Groups imported', 'groups A, B · with their rights'],
    [
      'de',
      'login.finish',
      { type: 'legacy', unknownUser: true },
      'Anmeldung',
      'auf alte Art · ein Name, den niemand hat',
    ],
    [
      'en',
      'security.change',
      { enforce: false, editTimeout: 0 },
      'Settings changed',
      'login not always needed · ask again after 0 s',
    ],
    ['en', 'devices.paint', { colour: 'red', usersCount: 12 }, 'devices.paint', 'colour red · (12)'],
  ] as const)('%s %s', (lang, method, about, what, words) => {
    expect(told({ lang, method, about: { ...about } as AuditEntry['about'] }).slice(0, 2)).toEqual([what, words])
  })

  test('says where it came from and how it ended', () => {
    expect(told({ lang: 'en', peer: 'program-3', outcome: 'login-failed' }).slice(2)).toEqual(['program 3', 'refused'])
    expect(told({ lang: 'de', peer: 'command-line' }).slice(2)).toEqual(['Befehlszeile', 'getan'])
    expect(told({ lang: 'en', peer: 'x', outcome: 'something-new' }).slice(2)).toEqual(['x', 'something-new'])
  })

  test.each(METHODS.filter(isRecorded))('there are words for %s in both languages', (method) => {
    for (const text of [activityText.en, activityText.de]) expect(text.methods[method]).toMatch(/^\p{Lu}.* ?/u)
    expect(activityText.de.methods[method]).not.toBe(activityText.en.methods[method])
  })
})
