/**
 * An icon file of Windows. `images`: { size, png, rgba }; up to 64 pixels as bitmaps, which everything there reads, larger ones
 * as PNG (since Windows Vista).
 */
export function writeIco(images) {
  const entries = images.map(({ size, png, rgba }) => ({ size, bytes: size > 64 ? png : bitmap(size, rgba) }))
  const head = Buffer.alloc(6 + 16 * entries.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(entries.length, 4)
  let offset = head.length
  for (const [at, { size, bytes }] of entries.entries()) {
    const entry = 6 + 16 * at
    // 256 is written as 0.
    head.writeUInt8(size % 256, entry)
    head.writeUInt8(size % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(bytes.length, entry + 8)
    head.writeUInt32LE(offset, entry + 12)
    offset += bytes.length
  }
  return Buffer.concat([head, ...entries.map(({ bytes }) => bytes)])
}

/** BITMAPINFOHEADER, rows from below as BGRA, and the mask of old times, in which everything is left to alpha. */
function bitmap(size, rgba) {
  const head = Buffer.alloc(40)
  head.writeUInt32LE(40, 0)
  head.writeInt32LE(size, 4)
  head.writeInt32LE(2 * size, 8)
  head.writeUInt16LE(1, 12)
  head.writeUInt16LE(32, 14)
  const pixels = Buffer.alloc(4 * size * size)
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const from = 4 * ((size - 1 - y) * size + x)
      const [red, green, blue, alpha] = rgba.subarray(from, from + 4)
      pixels.set([blue, green, red, alpha], 4 * (y * size + x))
    }
  }
  const mask = Buffer.alloc(4 * Math.ceil(size / 32) * size)
  return Buffer.concat([head, pixels, mask])
}
