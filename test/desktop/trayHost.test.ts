import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { hasTrayHost } from '../../src/main/desktop/trayHost'
import { temporaryFolder } from '../support/temporaryFolder'

/** A folder with programs that say something, in the place of those that ask the session bus. */
async function answering(programs: Record<string, string>): Promise<NodeJS.ProcessEnv> {
  const folder = await temporaryFolder()
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o700 })
  }
  return { PATH: folder, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }
}

it('Windows and macOS always show icons of the tray', async () => {
  expect([await hasTrayHost('win32', {}), await hasTrayHost('darwin', {})]).toEqual([true, true])
})

it.skipIf(process.platform === 'win32')('a desktop of Linux does where its session bus says so', async () => {
  const answers = [
    [{ 'dbus-send': 'echo "method return"; echo "   boolean true"' }, true],
    [{ 'dbus-send': 'echo "   boolean false"' }, false],
    [{ gdbus: 'echo "(true,)"' }, true],
    [{ gdbus: 'echo "(false,)"' }, false],
    [{ busctl: 'echo "b true"' }, true],
    [{ 'dbus-send': 'exit 1', gdbus: 'echo "(true,)"' }, false],
    [{}, false],
  ] as const
  for (const [programs, expected] of answers) {
    expect([programs, await hasTrayHost('linux', await answering(programs))]).toEqual([programs, expected])
  }
})

it.skipIf(process.platform === 'win32')('a bus that does not answer keeps nobody waiting', async () => {
  const began = performance.now()
  expect(await hasTrayHost('linux', await answering({ 'dbus-send': 'exec /bin/sleep 30' }))).toBe(false)
  expect(performance.now() - began).toBeLessThan(5000)
})

it('without a session bus none is started to ask', async () => {
  const environment = await answering({ 'dbus-send': 'echo "boolean true"' })
  expect(await hasTrayHost('linux', { PATH: environment['PATH'] })).toBe(false)
})
