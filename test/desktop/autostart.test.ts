import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { AppError } from '../../src/contract/errors'
import { autostartFile, autostartIsOn, autostartText, ownProgram } from '../../src/main/desktop/autostart'
import { createStartWithComputer } from '../../src/main/desktop/startWithComputer'
import { temporaryFolder } from '../support/temporaryFolder'

const valueOf = (text: string | undefined, key: string) =>
  text
    ?.split('\n')
    .find((line) => line.startsWith(`${key}=`))
    ?.slice(key.length + 1)

/** What a desktop makes of `Exec`: first the escapes of any string, then quotes (Desktop Entry Specification). */
function argumentsOf(exec: string): string[] {
  const string = exec.replaceAll(/\\(.)/g, (_, sign: string) => ({ s: ' ', n: '\n', t: '\t', r: '\r' })[sign] ?? sign)
  const found = [...string.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)]
  return found.map(([, quoted, plain]) =>
    (quoted === undefined ? (plain ?? '') : quoted.replaceAll(/\\(.)/g, '$1')).replaceAll('%%', '%'),
  )
}

it('a desktop starts exactly the program that was written down, whatever is in its name', () => {
  const programs = [
    '/opt/keyswitch/keyswitch',
    '/home/anna b/Key switch.AppImage',
    '/tmp/a"b/$HOME/`id`',
    String.raw`/tmp/back\slash`,
    '/tmp/100%/%f %%',
    "/tmp/it's; rm -rf ~ & > | < * ? ( ) #",
    '/tmp/größe/日本',
  ]
  for (const program of programs) {
    const text = autostartText(program)
    const exec = valueOf(text, 'Exec') ?? ''
    expect(argumentsOf(exec)).toEqual([program, '--hidden'])
    expect(text?.split('\n')[0]).toBe('[Desktop Entry]')
    // No sign with a meaning stands outside of quotes.
    const once = exec.replaceAll('\\\\', '\\')
    expect(once.replaceAll(/"(?:[^"\\]|\\.)*"/g, '')).toBe(' --hidden')
  }
})

it('a program whose name cannot be written there is not', () => {
  for (const program of ['/tmp/a=b', '/tmp/a\nExec=evil', '/tmp/a\rb', '/tmp/a\0b']) {
    expect(autostartText(program)).toBeUndefined()
  }
})

it.skipIf(process.platform === 'win32')('a shell that takes the line apart finds the same program', async () => {
  const folder = await temporaryFolder()
  const program = join(folder, 'key "switch" $HOME `id` 100%')
  await writeFile(program, '#!/bin/sh\nprintf "%s|%s" "$0" "$1"\n', { mode: 0o700 })
  const exec = valueOf(autostartText(program), 'Exec') ?? ''
  const unescaped = exec.replaceAll('\\\\', '\\').replaceAll('%%', '%')
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', unescaped])
  expect(stdout).toBe(`${program}|--hidden`)
})

it.skipIf(process.platform === 'win32')('the file lies where desktops look', () => {
  expect(autostartFile({ XDG_CONFIG_HOME: '/c' }, '/home/anna')).toBe('/c/autostart/keyswitch.desktop')
  for (const given of [{}, { XDG_CONFIG_HOME: '' }, { XDG_CONFIG_HOME: 'relative' }]) {
    expect(autostartFile(given, '/home/anna')).toBe('/home/anna/.config/autostart/keyswitch.desktop')
  }
  expect(ownProgram({ APPIMAGE: '/home/anna/K.AppImage' }, '/tmp/.mount_K/keyswitch')).toBe('/home/anna/K.AppImage')
  expect(ownProgram({}, '/opt/keyswitch')).toBe('/opt/keyswitch')
})

it('what the person turned off in the desktop’s own settings is off', async () => {
  const file = join(await temporaryFolder(), 'keyswitch.desktop')
  expect(autostartIsOn(file)).toBe(false)
  for (const [more, on] of [
    ['', true],
    ['Hidden=true\n', false],
    ['Hidden=false\n', true],
  ] as const) {
    await writeFile(file, `${autostartText('/opt/k')}${more}`)
    expect([more, autostartIsOn(file)]).toEqual([more, on])
  }
  await writeFile(file, '[Desktop Entry]\nX-GNOME-Autostart-enabled=false\n')
  expect(autostartIsOn(file)).toBe(false)
})

async function starting(given: Partial<Parameters<typeof createStartWithComputer>[0]> = {}) {
  const home = await temporaryFolder()
  const items: unknown[] = []
  return {
    home,
    items,
    file: join(home, '.config/autostart/keyswitch.desktop'),
    start: createStartWithComputer({
      platform: 'linux',
      packaged: true,
      environment: {},
      home,
      program: '/opt/keyswitch',
      loginItems: {
        isOn: (args) => (items.push(['asked', args]), true),
        set: (on, args) => items.push([on, args]),
      },
      ...given,
    }),
  }
}

it('on Linux it is a file, which goes away again', async () => {
  const { start, file, items } = await starting()
  expect(start.isOn()).toBe(false)
  await start.change(true)
  expect(start.isOn()).toBe(true)
  expect(await readFile(file, 'utf8')).toBe(autostartText('/opt/keyswitch'))
  await start.change(false)
  await start.change(false)
  expect(start.isOn()).toBe(false)
  expect(items).toEqual([])
})

it('a file that cannot be written is said, with its name', async () => {
  const { start, home } = await starting()
  await mkdir(join(home, '.config'))
  await writeFile(join(home, '.config/autostart'), 'no folder')
  await expect(start.change(true)).rejects.toThrow(AppError)
  await expect(start.change(true)).rejects.toMatchObject({ code: 'file-failed', details: { code: 'EEXIST' } })
})

it('Windows and macOS keep it themselves, and start it hidden', async () => {
  for (const platform of ['win32', 'darwin'] as const) {
    const { start, items, file } = await starting({ platform })
    expect(start.isOn()).toBe(true)
    await start.change(false)
    expect(items).toEqual([
      ['asked', ['--hidden']],
      [false, ['--hidden']],
    ])
    expect(autostartIsOn(file)).toBe(false)
  }
})

it('what is no program of its own cannot start with the computer', async () => {
  for (const given of [{ packaged: false }, { program: '/tmp/a=b' }]) {
    const { start, file } = await starting(given)
    expect(start.isOn()).toBeNull()
    await start.change(true)
    expect(autostartIsOn(file)).toBe(false)
  }
})
