import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { trayIconFile } from '../../src/main/desktop/trayIcon'

const icons = resolve(import.meta.dirname, '../../resources/icons')
const read = (name: string) => readFile(resolve(icons, name))
const CONFIG: string = '../../scripts/packaging/config.mjs'
const STATES = ['open', 'locked', 'paused'] as const
const GROUNDS = ['light', 'dark'] as const
/** What Windows asks for at 100, 125, 150, 200, 250, 300 and 400 percent of 16 pixels. */
const SMALL_SIZES = [16, 20, 24, 32, 40, 48, 64]

function pngSize(bytes: Buffer): [number, number] {
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
  expect(bytes.toString('latin1', 12, 16)).toBe('IHDR')
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
}

type IcoImage = { size: number; bytes: Buffer }

/** Every image of an .ico with the size that its own head says; it must be the one in the table. */
function icoImages(bytes: Buffer): IcoImage[] {
  expect(bytes.readUInt32LE(0)).toBe(0x1_0000)
  return Array.from({ length: bytes.readUInt16LE(4) }, (_, at) => {
    const entry = 6 + 16 * at
    const size = bytes.readUInt8(entry) || 256
    const from = bytes.readUInt32LE(entry + 12)
    const image = bytes.subarray(from, from + bytes.readUInt32LE(entry + 8))
    if (image.readUInt32LE(0) === 40) {
      expect([image.readInt32LE(4), image.readInt32LE(8), image.readUInt16LE(14)]).toEqual([size, 2 * size, 32])
      expect(image.length).toBe(40 + 4 * size * size + 4 * Math.ceil(size / 32) * size)
    } else expect(pngSize(image)).toEqual([size, size])
    return { size, bytes: image }
  })
}

/** Types and pixels of an .icns, as its parts say. */
function icnsSizes(bytes: Buffer): Record<string, number> {
  expect(bytes.toString('latin1', 0, 4)).toBe('icns')
  expect(bytes.readUInt32BE(4)).toBe(bytes.length)
  const sizes: Record<string, number> = {}
  for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at + 4)) {
    const [width, height] = pngSize(bytes.subarray(at + 8))
    expect(width).toBe(height)
    sizes[bytes.toString('latin1', at, at + 4)] = width
  }
  return sizes
}

/** The mean brightness, 0 to 255, of what is seen of a bitmap, and how much of it that is. */
function seen(image: IcoImage): { brightness: number; part: number } {
  let light = 0
  let alpha = 0
  for (let at = 40; at < 40 + 4 * image.size * image.size; at += 4) {
    const [blue = 0, green = 0, red = 0, opaque = 0] = image.bytes.subarray(at, at + 4)
    light += ((red + green + blue) / 3) * opaque
    alpha += opaque
  }
  return { brightness: light / alpha, part: alpha / 255 / image.size ** 2 }
}

it('the program has an icon for every system and scale', async () => {
  for (const size of [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024]) {
    expect(pngSize(await read(`app/${size}x${size}.png`))).toEqual([size, size])
  }
  for (const name of ['app', 'file']) {
    expect(icoImages(await read(`${name}.ico`)).map(({ size }) => size)).toEqual([...SMALL_SIZES, 128, 256])
    expect(icnsSizes(await read(`${name}.icns`))).toEqual({
      icp4: 16,
      icp5: 32,
      ic11: 32,
      ic12: 64,
      ic07: 128,
      ic13: 256,
      ic08: 256,
      ic14: 512,
      ic09: 512,
      ic10: 1024,
    })
  }
  expect(pngSize(await read('file.png'))).toEqual([256, 256])
})

it('the tray has one for every system, scale, ground and state', async () => {
  for (const state of STATES) {
    for (const ground of GROUNDS) {
      const windows = trayIconFile({ platform: 'win32', ground, state })
      expect(icoImages(await read(windows)).map(({ size }) => size)).toEqual(SMALL_SIZES)
      const linux = trayIconFile({ platform: 'linux', ground, state })
      const mac = trayIconFile({ platform: 'darwin', ground, state })
      for (const [scale, ending] of [
        [1, '.png'],
        [2, '@2x.png'],
        [3, '@3x.png'],
      ] as const) {
        expect(pngSize(await read(linux.replace('.png', ending)))).toEqual([24 * scale, 24 * scale])
        expect(pngSize(await read(mac.replace('.png', ending)))).toEqual([16 * scale, 16 * scale])
      }
    }
  }
})

it('the tray’s icon is dark on a light ground and light on a dark one, and every state looks different', async () => {
  for (const [ground, from, to] of [
    ['light', 20, 60],
    ['dark', 220, 255],
  ] as const) {
    const drawn = await Promise.all(
      STATES.map(async (state) => icoImages(await read(trayIconFile({ platform: 'win32', ground, state })))),
    )
    for (const image of drawn.flat()) {
      const { brightness, part } = seen(image)
      expect(brightness).toBeGreaterThan(from)
      expect(brightness).toBeLessThan(to)
      // Neither a dot nor a filled square.
      expect(part).toBeGreaterThan(0.25)
      expect(part).toBeLessThan(0.75)
    }
    for (const at of SMALL_SIZES.keys()) {
      const pixels = drawn.map((images) => images[at]?.bytes.toString('base64'))
      expect(new Set(pixels).size).toBe(STATES.length)
    }
  }
})

it('packages name icons that are there', async () => {
  const { packagingConfig } = (await import(CONFIG)) as {
    packagingConfig: () => { linux: { icon: string }; win: { icon: string }; mac: { icon: string }; files: string[] }
  }
  const { linux, win, mac, files } = packagingConfig()
  expect([linux.icon, win.icon, mac.icon]).toEqual(['icons/app', 'icons/app.ico', 'icons/app.icns'])
  // What the running program names itself: the tray's, and the one of its window.
  expect(files).toEqual(expect.arrayContaining(['resources/icons/tray/**', 'resources/icons/app/256x256.png']))
  const { fileAssociations } = packagingConfig() as unknown as { fileAssociations: { icon: string }[] }
  for (const { icon } of fileAssociations) {
    for (const ending of ['.ico', '.icns'])
      expect((await read(`${icon}${ending}`.replace('icons/', ''))).length).toBeGreaterThan(0)
  }
})
