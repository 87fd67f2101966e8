import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { keyboardStage } from '../support/stage'
import { writeBigDatabase } from '../support/bigDatabase'
import { join } from 'node:path'
import { temporaryFolder } from '../support/temporaryFolder'

/* A password is in the page while its dialog is open, and nowhere in it afterwards. */

const GOOD = 'Amber Kettle 47'

const stage = keyboardStage()

/** Where a text is found in the document, in storage and in anything that can be reached from the window or an element. */
async function placesOf(page: Page, secret: string): Promise<string[]> {
  return page.evaluate(async (secret) => {
    const found: string[] = []
    const has = (value: unknown) => typeof value === 'string' && value.includes(secret)
    if (has(document.documentElement.outerHTML)) found.push('the document')
    for (const field of document.querySelectorAll('input, textarea'))
      if (has(Reflect.get(field, 'value'))) found.push(`a field ${field.id}`)
    for (const [name, storage] of [
      ['local', localStorage],
      ['session', sessionStorage],
    ] as const)
      if (has(JSON.stringify(storage))) found.push(`${name} storage`)
    if (has(document.cookie)) found.push('a cookie')
    if (has(location.href) || has(JSON.stringify(history.state))) found.push('the address')
    for (const entry of performance.getEntries()) if (has(entry.name)) found.push('the timings')
    if ((await indexedDB.databases()).length > 0) found.push('there is a database to look into')
    const seen = new Set<object>()
    const todo: [object, string][] = [[window, 'window']]
    for (const element of document.querySelectorAll('*')) todo.push([element, element.tagName])
    for (let next = todo.pop(); next; next = todo.pop()) {
      const [from, path] = next
      if (seen.has(from) || path.length > 2000) continue
      seen.add(from)
      const look = (value: unknown, name: string) => {
        if (has(value)) found.push(`${path}.${name}`)
        else if ((typeof value === 'object' && value !== null) || typeof value === 'function')
          todo.push([value, `${path}.${name}`])
      }
      if (from instanceof Map) for (const value of [...from.keys(), ...from.values()]) look(value, 'in map')
      if (from instanceof Set) for (const value of from) look(value, 'in set')
      for (const name of Reflect.ownKeys(from)) {
        const property = Reflect.getOwnPropertyDescriptor(from, name)
        if (property && 'value' in property) look(property.value, String(name))
      }
    }
    if (seen.size < 10_000) found.push(`only ${seen.size} things were looked at`)
    return found
  }, secret)
}

/** Whether the garbage-collected heap of the page's scripts still holds a text, whatever holds it. */
async function inHeap(page: Page, secret: string): Promise<boolean> {
  const session = await page.context().newCDPSession(page)
  let text = ''
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => (text += chunk))
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  await session.detach()
  return text.includes(secret)
}

async function addErin(): Promise<void> {
  const { me } = stage
  await me.row('Users', 'admin')
  await me.press('Insert')
  await me.dialog('Add user')
  await me.type('erin')
  await me.fill(me.field('Password'), GOOD)
  await me.fill(me.field('Confirm'), GOOD)
}

test('while it is typed the search finds it, so the search can be believed', async () => {
  await stage.openSample()
  await addErin()
  const found = (await placesOf(stage.me.page, GOOD)).join()
  expect(found).toContain('a field')
  expect(found).toContain('memoizedState')
})

test.each(['Enter', 'Escape'])('after the Add user dialog closed with %s it is nowhere in the page', async (key) => {
  await stage.openSample()
  await addErin()
  await stage.me.press(key)
  await stage.me.alone()
  await expect.poll(() => inHeap(stage.me.page, GOOD)).toBe(false)
  await expect.poll(() => placesOf(stage.me.page, GOOD)).toEqual([])
})

test('after a new database was made it is nowhere in the page', async () => {
  const { me } = stage
  await me.enter(me.button(/^New database/))
  await me.dialog('New database')
  await me.type(join(await temporaryFolder(), 'line 9'))
  await me.fill(me.field('Name'), 'erin')
  await me.fill(me.field('Password'), GOOD)
  await me.fill(me.field('Confirm'), GOOD)
  await me.press('Enter')
  await me.alone()
  await stage.titled('line 9')
  await expect.poll(() => inHeap(me.page, GOOD)).toBe(false)
  await expect.poll(() => placesOf(me.page, GOOD)).toEqual([])
})

test('after an import it is nowhere in the page', async () => {
  const source = join(await temporaryFolder(), 'source')
  await writeBigDatabase(source, { users: 3, objects: 5, groups: 4 })
  await stage.open(source)
  await stage.openSample()
  const { me } = stage
  await me.enter(me.button('Import…'))
  const dialog = await me.dialog('Import from another database')
  const users = dialog.getByRole('grid', { name: 'Users' })
  await users.getByRole('row').nth(1).waitFor()
  await me.goTo(users)
  await me.press('Control+A')
  await me.enter(dialog.getByRole('button', { name: 'Next' }))
  await me.fill(me.field('Password'), GOOD)
  await me.fill(me.field('Confirm'), GOOD)
  await me.press('Enter')
  await me.alone()
  await expect.poll(() => inHeap(me.page, GOOD)).toBe(false)
  await expect.poll(() => placesOf(me.page, GOOD)).toEqual([])
})
