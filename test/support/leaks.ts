import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, vi } from 'vitest'

/**
 * Every test file gets a temp folder of its own, and has to leave it empty, with as many servers, sockets, processes and
 * watchers open as before. What is closed may take a moment to be gone.
 */
const NAMES = ['TMPDIR', 'TEMP', 'TMP'] as const
const before = Object.fromEntries(NAMES.map((name) => [name, process.env[name]]))
const folder = mkdtempSync(join(tmpdir(), 'keyswitch-test-'))
for (const name of NAMES) process.env[name] = folder
const openBefore = open()

// Registered first, so it runs last: after everything the file itself closes.
afterAll(async () => {
  for (const name of NAMES) {
    if (before[name] === undefined) delete process.env[name]
    else process.env[name] = before[name]
  }
  try {
    await vi.waitFor(() => expect(leftBehind(), 'left behind by this file').toEqual([]), { timeout: 2_000 })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

function leftBehind(): string[] {
  const resources = open().filter((name) => count(open(), name) > count(openBefore, name))
  return [...readdirSync(folder), ...resources]
}

/** Timers are left out: libraries keep them, and they hold nothing that anybody misses. */
function open(): string[] {
  const watched = /^(TCP|Pipe(Server)?Wrap|ProcessWrap|FSEventWrap|StatWatcher|FileHandle|UDP)/
  return process.getActiveResourcesInfo().filter((name) => watched.test(name))
}

function count(names: readonly string[], name: string): number {
  return names.filter((one) => one === name).length
}
