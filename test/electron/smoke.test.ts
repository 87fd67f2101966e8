import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { CONTENT_POLICY } from '../../src/main/bridge/pagePolicy'

const root = resolve(import.meta.dirname, '../..')
const built = join(root, 'out/main/index.js')
const whyNot = reason()
if (whyNot) process.stderr.write(`The desktop window is not tried: ${whyNot}\n`)

/** Electron’s program file, where its own installer or the person put it. */
function executable(): string | undefined {
  const electron = join(root, 'node_modules/electron')
  const note = join(electron, 'path.txt')
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(electron, 'dist')
  const usual = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform as string]
  const file = join(folder, existsSync(note) ? readFileSync(note, 'utf8') : (usual ?? 'electron'))
  return existsSync(file) ? file : undefined
}

function xvfb(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, 'Xvfb')).find((file) => existsSync(file))
}

/** Undefined where a window can be opened. */
function reason(): string | undefined {
  if (!existsSync(built)) return 'the program was not built.'
  if (!executable()) return 'there is no Electron among the packages (npx install-electron fetches it).'
  const display = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'] ?? xvfb()
  if (process.platform === 'linux' && !display) return 'there is neither a display nor Xvfb.'
  return undefined
}

/** A display of nobody’s, where there is none; its number is the system’s to choose. */
async function openDisplay(): Promise<{ display: string; server: ChildProcess } | undefined> {
  const file = xvfb()
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'] || !file)
    return undefined
  const server = spawn(file, ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const number = await new Promise<string>((known, failed) => {
    server.stdout.once('data', (text: Buffer) => known(text.toString().trim()))
    server.once('error', failed)
    server.once('exit', () => failed(new Error('Xvfb ended by itself')))
  })
  return { display: `:${number}`, server }
}

describe.skipIf(whyNot !== undefined)('the desktop program', () => {
  let folder: string
  let screen: Awaited<ReturnType<typeof openDisplay>>
  let app: ElectronApplication
  let page: Page
  const started = () => ({
    executablePath: executable() ?? '',
    // A machine that builds has no sandbox helper that belongs to root.
    args: [...(process.platform === 'linux' ? ['--no-sandbox'] : []), root],
    env: {
      ...(process.env as Record<string, string>),
      ...(screen ? { DISPLAY: screen.display } : {}),
      LANGUAGE: 'en',
      LANG: 'en_GB.UTF-8',
      KEYSWITCH_STATE_DIR: join(folder, 'state'),
      XDG_RUNTIME_DIR: folder,
      XDG_CONFIG_HOME: join(folder, 'config'),
    },
  })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyswitch-smoke-'))
    screen = await openDisplay()
    app = await _electron.launch(started())
    page = await app.firstWindow()
    await page.waitForLoadState('domcontentloaded')
  })
  afterAll(async () => {
    // Not asked whether it may: it would ask back.
    const ended = new Promise((exited) => app.process().once('exit', exited))
    app.process().kill('SIGTERM')
    await ended
    screen?.server.kill()
    await rm(folder, { recursive: true })
  })

  it('opens its window with its own page, under its policy', async () => {
    expect(page.url()).toBe('app://keyswitch/')
    const policy = await page.evaluate(async () => (await fetch('/')).headers.get('content-security-policy'))
    expect(policy).toBe(CONTENT_POLICY)
    expect(await page.title()).toContain('Keyswitch')
    const node = await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
    )
    expect(node).toEqual([])
  })

  it('shows both pages of the sample', async () => {
    await page
      .getByRole('button', { name: /sample/i })
      .first()
      .click()
    for (const name of ['Users and Groups', 'Access Rights']) {
      await page.getByRole('tab', { name }).click()
      await page.getByRole('treegrid').first().waitFor()
    }
  })

  it('has a tray and a menu bar', async () => {
    const menu = await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.length ?? 0)
    expect(menu).toBeGreaterThan(3)
    const icons = await app.evaluate(
      ({ nativeImage }, file) => nativeImage.createFromPath(file).isEmpty(),
      join(root, 'resources/icons/tray/open-on-dark.png'),
    )
    expect(icons).toBe(false)
  })

  it('stays where it is, whatever its page is told to open', async () => {
    for (const url of ['https://example.invalid/', 'file:///etc/passwd', 'app://other/']) {
      await page.evaluate((to) => {
        window.open(to)
        location.href = to
      }, url)
      await page.waitForTimeout(200)
      expect([url, page.url()]).toEqual([url, 'app://keyswitch/'])
    }
    expect(app.windows()).toHaveLength(1)
  })

  it('answers no method and no event that is not in its contract', async () => {
    const answers = await page.evaluate(async () => {
      const bridge = (globalThis as never as { keyswitch: Record<string, (...given: unknown[]) => unknown> }).keyswitch
      const said: string[] = []
      for (const name of ['constructor', '__proto__', 'files.delete', '']) {
        try {
          said.push(JSON.stringify(await bridge['request']?.(name, {})))
        } catch (error) {
          said.push(String(error))
        }
        try {
          bridge['subscribe']?.(name, () => undefined)
          said.push('listens')
        } catch (error) {
          said.push(String(error))
        }
      }
      return said
    })
    expect(new Set(answers)).toEqual(new Set(['Error: no such method', 'Error: no such event']))
  })

  it('a second start hands over what it was to open and ends', async () => {
    const { executablePath, args, env } = started()
    const second = spawn(executablePath, [...args, 'keyswitch://sessions'], { env, stdio: 'ignore' })
    const code = await new Promise((ended) => second.once('exit', ended))
    expect(code).toBe(0)
    expect(app.windows()).toHaveLength(1)
    await page.getByRole('tab', { name: 'Sessions', selected: true }).waitFor()
  })
})
