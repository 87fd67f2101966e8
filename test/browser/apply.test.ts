import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { MethodOutput } from '../../src/contract/contract'
import { makePlant, type Plant } from '../support/applyPlant'
import { eventually } from '../support/keyboard'
import { onDisk } from '../support/person'
import { keyboardStage } from '../support/stage'
import { contentsOf } from '../support/temporaryFolder'

/* One database applied to many real folders and taken back, by keys. */

const stage = keyboardStage()

const dialog = (): Locator => stage.me.page.locator('[role=dialog], [role=alertdialog]:not(.toast)')
const grid = (name: string): Locator => dialog().getByRole('grid', { name, exact: true })
const row = (words: string): Locator => dialog().getByRole('row').filter({ hasText: words })
const allBytes = (folders: readonly string[]) => Promise.all(folders.map(contentsOf))

async function command(name: string): Promise<void> {
  const { me } = stage
  await me.press('Control+K')
  await me.dialog('Find')
  await me.type(name)
  await me.page
    .getByRole('option', { name: `${name} command` })
    .first()
    .waitFor()
  await me.press('Enter')
}

/** The database is opened, and what applying it to all volumes would change is shown. */
async function planned(count: number): Promise<Plant> {
  const { me } = stage
  const plant = await makePlant(stage.program.home, count)
  await stage.open(plant.from)
  await command('Apply to folders…')
  await me.dialog('Apply Line 3 to folders')
  await me.goTo(me.page.getByRole('combobox', { name: 'Folder' }))
  await me.press('Control+A')
  await me.type(plant.volumes)
  await me.enter(me.button('All databases below it'))
  await dialog().getByText(`${count} found below`).waitFor()
  await me.enter(me.button('Show what would change'))
  await grid('Plan').waitFor()
  await row('plc-0001').waitFor()
  return plant
}

async function stand(on: string, name: string): Promise<void> {
  const { me } = stage
  const found = grid(name)
  await me.goTo(found)
  await me.press('Home')
  for (let steps = 0; steps < 40; steps += 1) {
    const id = await found.getAttribute('aria-activedescendant')
    if (id !== null && (await row(on).getAttribute('id')) === id) return
    await me.press('ArrowDown')
  }
  throw new Error(`the arrows do not lead to ${on}`)
}

describe('a database applied to folders', () => {
  test('changes what was ticked, reads it back, leaves what is broken to the byte, and is undone to the byte', async () => {
    const { me } = stage
    const { folders, damaged, from } = await planned(8)
    const before = await allBytes(folders)
    await row('plc-0003').getByText('refused').waitFor()
    await row('plc-0008').getByText('equal').waitFor()
    await stand('plc-0002', 'Plan')
    await me.press('Space')
    await stand('plc-0001', 'Plan')
    await me.press('Enter')
    await dialog().getByText('User erin').first().waitFor()
    await me.press('Escape')
    await me.enter(me.button('Apply to 5 folders'))
    await dialog().getByText('5 folders changed and read back').waitFor()
    const { users, groups } = await onDisk(from)
    expect(await onDisk(folders[0] ?? '')).toMatchObject({ users, groups })
    const after = await allBytes(folders)
    for (const same of [1, 2, 7]) expect(after[same]).toEqual(before[same])
    expect(after[folders.indexOf(damaged)]).toEqual(before[2])
    await me.enter(me.button('Undo all of it'))
    await dialog().getByText('5 folders as before').waitFor()
    expect(await allBytes(folders)).toEqual(before)
    await me.press('Escape')
    await me.alone()
  })

  test('is undone later, too; a folder that somebody has changed since is left alone, and why is said', async () => {
    const { me } = stage
    const { folders } = await planned(6)
    const before = await allBytes(folders)
    await me.enter(me.button('Apply to 4 folders'))
    await dialog().getByText('4 folders changed and read back').waitFor()
    await me.press('Escape')
    await me.alone()
    const touched = folders[3] ?? ''
    await writeFile(join(touched, '.UserMgmtRightsDB.csv'), 'somebody else')
    await me.page.reload()
    await me.page.locator('.users-panes .grid-row').first().waitFor()
    await command('Applied runs…')
    await grid('Runs').getByRole('row').nth(1).waitFor()
    await me.goTo(grid('Runs'))
    await me.press('Home', 'Enter')
    await me.dialog('Give the files of before back?')
    await me.enter(me.button('Give 4 folders back'))
    await dialog().getByText('3 folders as before · 1 left alone').waitFor()
    await row('plc-0004').getByText('Somebody else has changed').waitFor()
    const after = await allBytes(folders)
    expect(after[3]?.['.UserMgmtRightsDB.csv']).toBe('somebody else')
    expect(after.toSpliced(3, 1)).toEqual(before.toSpliced(3, 1))
    await me.press('Escape')
    await grid('Runs').getByText('1 folder').waitFor()
  })

  test('and cancelled leaves the folders that were not begun as they were', { timeout: 60_000 }, async () => {
    const { me } = stage
    const { folders } = await planned(120)
    const before = await allBytes(folders)
    await me.enter(me.button('Apply to 118 folders'))
    await dialog()
      .getByText(/\d+ of 118/)
      .waitFor()
    // The keyboard is still in the dialog, although the button it was on is gone.
    await me.press('Escape')
    await dialog()
      .getByText(/not begun/)
      .first()
      .waitFor()
    const said = await dialog().locator('.apply-summary').innerText()
    const [, applied = '', left = ''] = /(\d+) folders? changed.* (\d+) not begun/u.exec(said) ?? []
    expect(Number(applied) + Number(left)).toBe(118)
    const after = await allBytes(folders)
    const changed = after.filter((bytes, index) => JSON.stringify(bytes) !== JSON.stringify(before[index]))
    expect(changed).toHaveLength(Number(applied))
  })
})

test('two thousand folders scroll without a long frame, and only those in sight are drawn', async () => {
  const { me } = stage
  const { page } = me
  const { from } = await makePlant(stage.program.home, 4)
  const folders = Array.from({ length: 2000 }, (_, index) => `/srv/volumes/plc-${index}/config`)
  const counts = { added: 3, changed: 1, removed: 0 }
  const plan: MethodOutput<'apply.plan'> = {
    plan: 'p',
    targets: folders.map((folder) => ({ folder, title: 'config', is: 'differs', counts, error: null })),
  }
  await page.route('**/api/folders.databases', (route) =>
    route.fulfill({ json: { ok: true, output: { folders, more: false } } }),
  )
  await page.route('**/api/apply.plan', (route) => route.fulfill({ json: { ok: true, output: plan } }))
  await stage.open(from)
  await command('Apply to folders…')
  await me.dialog('Apply Line 3 to folders')
  await me.type('/srv/volumes')
  await me.enter(me.button('All databases below it'))
  await dialog().getByText('2000 found below').waitFor()
  await me.enter(me.button('Show what would change'))
  await row('plc-0').first().waitFor()
  expect(await dialog().getByRole('row').count()).toBeLessThan(60)
  const frames = await page.evaluate(async () => {
    const box = document.querySelector('.apply-box .grid-box')
    if (!box) throw new Error('no grid')
    const times: number[] = []
    let last = performance.now()
    for (let frame = 0; frame < 60; frame += 1) {
      box.scrollTop += 900
      await new Promise((drawn) => requestAnimationFrame(drawn))
      const now = performance.now()
      times.push(now - last)
      last = now
    }
    return times.toSorted((a, b) => a - b)
  })
  expect(frames[30], `milliseconds: ${frames.map(Math.round).join(' ')}`).toBeLessThan(34)
  await me.goTo(grid('Plan'))
  await me.press('End')
  await eventually(() => row('plc-1999').count()).toBe(1)
  await me.press('Control+A', 'Space')
  await me.button('Apply').waitFor()
})
