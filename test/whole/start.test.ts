import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { root } from '../support/sources'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

// The other systems always have a display.
describe.skipIf(process.platform !== 'linux')('the start command without a display', () => {
  test('says so in one line, serves the pages, and ends well when it is told to', async () => {
    const state = await mkdtemp(join(tmpdir(), 'keyswitch-start-'))
    folders.push(state)
    const { DISPLAY: _x11, WAYLAND_DISPLAY: _wayland, ...environment } = process.env
    const child = spawn(process.execPath, [join(root, 'scripts/start.mjs'), '--port', '0', '--no-open'], {
      cwd: root,
      env: { ...environment, KEYSWITCH_STATE_DIR: state },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let printed = ''
    child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    const ended = new Promise((end) => child.once('exit', (code, signal) => end(code ?? signal)))
    const address = await new Promise<string>((found, failed) => {
      child.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString()
        const url = /http:\/\/127\.0\.0\.1:\d+\S*(?=\s)/.exec(printed)?.[0]
        if (url) found(url)
      })
      child.once('exit', () => failed(new Error(printed)))
    })
    const answer = await fetch(address, { redirect: 'manual', headers: { connection: 'close' } })
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(answer.status).toBe(303)
    expect(printed.split('\n').filter((line) => line.includes('instead'))).toEqual([
      'No display here: showing the same pages in the browser instead.',
    ])
  })
})
