import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { runnerImport } from 'vite'
import { ICNS_SIZES, writeIcns } from './icons/icns.mjs'
import { writeIco } from './icons/ico.mjs'
import { root } from './tool.mjs'

// Draws every icon anew from the drawings in resources/, with the browser that the tests use. What it writes is committed.
const RESOURCES = join(root, 'resources')
const ICONS = join(RESOURCES, 'icons')
const APP_SIZES = [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024]
const ICO_SIZES = [16, 20, 24, 32, 40, 48, 64, 128, 256]
/** Below, the drawing with fewer things. */
const SMALL = 32
const STATES = ['open', 'locked', 'paused']
/** What the tray’s icon stands on, and its own colour there. */
const GROUNDS = { light: '#20252e', dark: '#f2f4f8' }
/** Of 1x, in pixels: the menu bar of macOS, and panels of Linux. */
const MENU_BAR = 16
const PANEL = 24

const drawing = (name) => readFileSync(join(RESOURCES, name), 'utf8')
const app = drawing('icon.svg')
const small = drawing('drawings/small.svg')
const file = drawing('drawings/file.svg')
const tray = drawing('drawings/tray.svg')

const { module } = await runnerImport(join(root, 'test/support/chromium.ts'), { configFile: false, logLevel: 'warn' })
const found = await module.findChromium()
if ('missing' in found) throw new Error(found.missing)
const browser = await chromium.launch({
  executablePath: found.executable,
  env: { ...process.env, ...found.env },
  chromiumSandbox: false,
  args: ['--disable-gpu'],
})
try {
  await draw(await browser.newPage())
} finally {
  await browser.close()
}

async function draw(page) {
  const image = (svg, size) =>
    page.evaluate(render, { svg, size }).then(({ png, rgba }) => decoded({ size, png, rgba }))
  const images = (svgOf, sizes) => Promise.all(sizes.map((size) => image(svgOf(size), size)))
  const ofApp = (size) => (size <= SMALL ? small : app)
  rmSync(ICONS, { recursive: true, force: true })
  for (const { size, png } of await images(ofApp, APP_SIZES)) write(`app/${size}x${size}.png`, png)
  write('app.ico', writeIco(await images(ofApp, ICO_SIZES)))
  write('app.icns', writeIcns(await images(ofApp, ICNS_SIZES)))
  write('file.ico', writeIco(await images(() => file, ICO_SIZES)))
  write('file.icns', writeIcns(await images(() => file, ICNS_SIZES)))
  write('file.png', (await image(file, 256)).png)
  for (const state of STATES) {
    // A template is black; macOS gives it the colour of its menu bar.
    for (const [scale, ending] of scales()) {
      write(`tray/${state}Template${ending}.png`, (await image(inState(state, '#000000'), MENU_BAR * scale)).png)
    }
    for (const [ground, colour] of Object.entries(GROUNDS)) {
      const svg = inState(state, colour)
      write(
        `tray/${state}-on-${ground}.ico`,
        writeIco(
          await images(
            () => svg,
            ICO_SIZES.filter((size) => size <= 64),
          ),
        ),
      )
      for (const [scale, ending] of scales()) {
        write(`tray/${state}-on-${ground}${ending}.png`, (await image(svg, PANEL * scale)).png)
      }
    }
  }
}

function scales() {
  return [
    [1, ''],
    [2, '@2x'],
    [3, '@3x'],
  ]
}

/** The drawing of the tray with the shape of one state only. */
function inState(state, colour) {
  const others = STATES.filter((one) => one !== state).map((one) => `#${one}`)
  const style = `<style>${others.join(',')}{display:none}</style>`
  return tray.replace('<svg ', `<svg color="${colour}" `).replace('</svg>', `${style}</svg>`)
}

/** In the page: the drawing at a size, as PNG and as pixels. */
async function render({ svg, size }) {
  const image = new Image(size, size)
  image.src = `data:image/svg+xml,${encodeURIComponent(svg.replace('<svg ', `<svg width="${size}" height="${size}" `))}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = size
  canvas.height = size
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0, size, size)
  const { data } = context.getImageData(0, 0, size, size)
  const rgba = size > 64 ? '' : btoa(String.fromCodePoint(...data))
  return { png: canvas.toDataURL('image/png').replace(/^[^,]*,/, ''), rgba }
}

function decoded({ size, png, rgba }) {
  return { size, png: Buffer.from(png, 'base64'), rgba: Buffer.from(rgba, 'base64') }
}

function write(name, bytes) {
  const path = join(ICONS, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, bytes)
}
