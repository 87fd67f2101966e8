import { execFile } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { lstat, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

/** A browser that can be started, with what its process needs to know. */
export type Chromium = { executable: string; env: Record<string, string> }

/**
 * The browser for tests: on Linux x64 the one that came with `npm ci`, unpacked once per version with its own libraries
 * and fonts; elsewhere an installed Chrome, Chromium or Edge. Where there is none, a sentence says so.
 */
export async function findChromium(): Promise<Chromium | { missing: string }> {
  if (process.platform === 'linux' && process.arch === 'x64') return describe(await unpacked())
  const executable = installed().find((path) => existsSync(path))
  if (executable) return { executable, env: {} }
  return {
    missing: `There is no browser for ${process.platform} ${process.arch} among the packages, and no Chrome, Chromium or Edge was found.`,
  }
}

/** A fresh Debian has neither NSS nor a single font, so both come out of the package, for the browser process only. */
function describe(folder: string): Chromium {
  const libraries = [join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter)
  return {
    executable: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: join(folder, 'keyswitch-fonts.conf') },
  }
}

const NEEDED = ['chromium', 'al2023/lib/libnss3.so', 'al2023/lib/libsoftokn3.so', 'fonts/fonts', 'keyswitch-fonts.conf']

/** Built aside and renamed, so a folder of the final name is whole, and two runs at once end up with one of them. */
async function unpacked(): Promise<string> {
  const name = `keyswitch-chromium-${packageVersion()}-${process.getuid?.()}`
  const folder = join(tmpdir(), name)
  if (await isWhole(folder)) return folder
  await removeLeftovers(name)
  const aside = await mkdtemp(join(tmpdir(), `${name}-unpacking-`))
  try {
    await unpackInto(aside)
    await writeFile(join(aside, 'keyswitch-fonts.conf'), fontConfiguration(folder))
    await moveAway(folder)
    await rename(aside, folder)
  } catch (error) {
    await rm(aside, { recursive: true, force: true })
    // Another run was faster: its folder is as good.
    if (await isWhole(folder)) return folder
    throw error
  }
  return folder
}

/** The package unpacks its libraries only where it believes to be in AWS Lambda, and always into TMPDIR. */
async function unpackInto(folder: string): Promise<void> {
  const program = `import chromium from '@sparticuz/chromium'; await chromium.executablePath()`
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
    timeout: 120_000,
  })
}

/** Whole, and ours: nobody else may have put a program under the name we are about to run. */
async function isWhole(folder: string): Promise<boolean> {
  if (!NEEDED.every((name) => existsSync(join(folder, name)))) return false
  const status = await lstat(folder)
  return status.isDirectory() && status.uid === process.getuid?.()
}

async function moveAway(folder: string): Promise<void> {
  if (!existsSync(folder)) return
  const trash = await mkdtemp(`${folder}-unpacking-`)
  await rename(folder, join(trash, 'old'))
  await rm(trash, { recursive: true, force: true })
}

async function removeLeftovers(name: string): Promise<void> {
  const anHourAgo = Date.now() - 3_600_000
  for (const entry of await readdir(tmpdir())) {
    if (!entry.startsWith(`${name}-unpacking-`)) continue
    const path = join(tmpdir(), entry)
    const status = statSync(path, { throwIfNoEntry: false })
    if (status && status.mtimeMs < anHourAgo) await rm(path, { recursive: true, force: true })
  }
}

function packageVersion(): string {
  const require = createRequire(import.meta.url)
  const root = resolve(dirname(require.resolve('@sparticuz/chromium')), '..')
  const { version } = require(join(root, 'package.json')) as { version: string }
  return version
}

/** Open Sans first, so that screenshots look alike everywhere; what it lacks comes from the machine where there is more. */
function fontConfiguration(folder: string): string {
  const prefer = (family: string, fonts: string[]) =>
    `<match target="pattern"><test name="family"><string>${family}</string></test>` +
    `<edit name="family" mode="prepend" binding="strong">${fonts.map((font) => `<string>${font}</string>`).join('')}</edit></match>`
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    `<dir>${join(folder, 'fonts', 'fonts')}</dir>`,
    '<dir>/usr/share/fonts</dir>',
    `<cachedir>${join(folder, 'fonts-cache')}</cachedir>`,
    ...['system-ui', 'sans-serif'].map((family) => prefer(family, ['Open Sans'])),
    ...['ui-monospace', 'monospace'].map((family) =>
      prefer(family, ['DejaVu Sans Mono', 'Liberation Mono', 'Open Sans']),
    ),
    '</fontconfig>',
    '',
  ].join('\n')
}

function installed(): string[] {
  if (process.platform === 'darwin')
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    )
  if (process.platform === 'win32') {
    const roots = ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((name) => process.env[name] ?? [])
    return roots.flatMap((root) => [
      join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(root, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ])
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
  return (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
}
