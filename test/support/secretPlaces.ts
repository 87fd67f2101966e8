import type { Page } from 'playwright-core'

/** Where a text is found in the document, in storage and in anything that can be reached from the window or an element. */
export async function placesOf(page: Page, secret: string): Promise<string[]> {
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
export async function inHeap(page: Page, secret: string): Promise<boolean> {
  const session = await page.context().newCDPSession(page)
  let text = ''
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => (text += chunk))
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  await session.detach()
  return text.includes(secret)
}
