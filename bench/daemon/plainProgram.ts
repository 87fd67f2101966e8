import { createServer } from 'node:net'

/**
 * The yardstick: what Node itself can do. Parses one line of JSON and answers one; a line without `id` is answered and the
 * connection ended, like a classic connection of the daemon. Nothing else: no token, no limits, no log.
 */
const [path = ''] = process.argv.slice(2)
const server = createServer((socket) => {
  let text = ''
  socket.setEncoding('utf8')
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: string) => {
    text += chunk
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const frame = JSON.parse(text.slice(0, end)) as { id?: number; command: string }
      text = text.slice(end + 1)
      const data = { status: 'ok', sessions: 0, time: Date.now() / 1000, version: '0.0.0', protocol: 1 }
      const reply = frame.id === undefined ? { success: true, data } : { id: frame.id, success: true, data }
      socket.write(`${JSON.stringify(reply)}\n`)
      if (frame.id === undefined) socket.end()
    }
  })
})
server.listen(path, () => process.stdout.write('listening\n'))
