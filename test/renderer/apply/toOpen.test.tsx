import { act } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import type { ToOpen } from '../../../src/contract/desktop'
import { fakeProgram, group, user, type FakeProgram } from '../../support/fakeApi'
import { showApp, type ShownApp } from '../shownApp'

let shown: ShownApp | undefined
afterEach(async () => {
  await shown?.close()
  shown = undefined
})

const CONTENT = { users: [user('anna', ['Administrator'])], groups: [group('Administrator')], objects: ['Device'] }

type Page = ShownApp & { fake: FakeProgram; ask: (...items: ToOpen[]) => Promise<void> }

/** A desktop whose system has asked for this before its window was there. */
async function desktop(items: ToOpen[], face: 'desktop' | 'browser' = 'desktop', open: string[] = []): Promise<Page> {
  let waiting = items
  const fake = fakeProgram(
    ['/plant/a', '/plant/b'].map((folder) => ({ folder, title: folder.slice(-1), content: CONTENT })),
    open,
    {
      'app.about': () => ({
        version: '0',
        face,
        platform: 'linux',
        canPickFolders: face === 'desktop',
        home: '/home/anna',
        sample: true,
      }),
      'app.toOpen': () => {
        const told = waiting
        waiting = []
        return { items: told }
      },
    },
  )
  const page = await showApp(fake)
  shown = page
  await page.settle()
  return {
    ...page,
    fake,
    async ask(...more) {
      waiting = more
      await act(async () => fake.emit('app.toOpen', {}))
      await page.settle()
    },
  }
}

const current = (page: ShownApp): string | undefined => {
  const { current, stores } = page.app.places.getState()
  const state = current === null ? undefined : stores.get(current)?.getState().state
  return state?.is === 'data' ? state.value.folder : undefined
}

describe('what the system asks to open', () => {
  test('before the window was there is opened when it is', async () => {
    const page = await desktop([{ is: 'folder', path: '/plant/a' }])
    expect(current(page)).toBe('/plant/a')
  })

  test('afterwards is opened at once; a folder that cannot be opened is said', async () => {
    const page = await desktop([])
    await page.ask({ is: 'folder', path: '/plant/b' })
    expect(current(page)).toBe('/plant/b')
    await page.ask({ is: 'folder', path: '/nowhere' })
    expect(page.text()).toContain('/nowhere')
  })

  test('as a file leads to importing it', async () => {
    const page = await desktop([], 'desktop', ['/plant/a'])
    await page.ask({ is: 'file', path: '/home/anna/line.kusers' })
    expect(page.app.shell.getState().shown).toEqual({ is: 'import-file', file: '/home/anna/line.kusers' })
  })

  test('as a place shows the page: of the opened database, or else of this computer', async () => {
    const page = await desktop([{ is: 'place', place: 'settings' }])
    expect(page.app.places.getState().at).toBe('station')
    expect(page.app.station.view.getState().page).toBe('settings')
    await page.ask({ is: 'place', place: 'access-rights' })
    expect(page.app.station.view.getState().page).toBe('access-rights')
    await page.ask({ is: 'folder', path: '/plant/a' }, { is: 'place', place: 'access-rights' })
    const { at, current, stores } = page.app.places.getState()
    expect(at).toBe('databases')
    expect(stores.get(current ?? '')?.getState().page).toBe('access-rights')
  })

  test('by an address that names a folder is asked about: the path is shown, Enter does not open it', async () => {
    const page = await desktop([{ is: 'asked-folder', path: '/plant/a' }])
    expect(page.find('[role=alertdialog]').textContent).toContain('/plant/a')
    expect(document.activeElement?.textContent).toBe('Cancel')
    expect(page.fake.calls.some(({ method }) => method === 'databases.open')).toBe(false)
    await page.press('Cancel')
    expect(current(page)).toBeUndefined()
    await page.ask({ is: 'asked-folder', path: '/plant/a' })
    await page.press('Open')
    expect(current(page)).toBe('/plant/a')
  })

  test('waits while a dialog is open, and none of several is lost', async () => {
    const page = await desktop([])
    await act(async () => page.app.shell.getState().show({ is: 'open' }))
    await page.settle()
    await page.ask({ is: 'asked-folder', path: '/plant/a' }, { is: 'asked-folder', path: '/plant/b' })
    expect(page.find('[role=dialog]').textContent).toContain('Open a database')
    await page.press('Cancel')
    await page.settle()
    expect(page.find('[role=alertdialog]').textContent).toContain('/plant/a')
    await page.press('Cancel')
    await page.settle()
    expect(page.find('[role=alertdialog]').textContent).toContain('/plant/b')
  })

  test('is nothing in a browser, which is not asked', async () => {
    const page = await desktop([{ is: 'folder', path: '/plant/a' }], 'browser')
    expect(page.fake.calls.some(({ method }) => method === 'app.toOpen')).toBe(false)
    expect(current(page)).toBeUndefined()
  })
})
