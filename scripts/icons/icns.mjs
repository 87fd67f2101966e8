/** Types of PNG images by their pixels; those of twice the density have their own. */
const TYPES = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]

/** Sizes that an icon file of macOS needs. */
export const ICNS_SIZES = [...new Set(TYPES.map(([, size]) => size))]

/** An icon file of macOS. `images`: { size, png }. */
export function writeIcns(images) {
  const parts = TYPES.map(([type, size]) => {
    const { png } = images.find((image) => image.size === size)
    const head = Buffer.alloc(8)
    head.write(type, 'latin1')
    head.writeUInt32BE(8 + png.length, 4)
    return Buffer.concat([head, png])
  })
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(8)
  head.write('icns', 'latin1')
  head.writeUInt32BE(8 + body.length, 4)
  return Buffer.concat([head, body])
}
