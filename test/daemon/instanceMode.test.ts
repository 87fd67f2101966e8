import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { lstatSync } from 'node:fs'
import { Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { claimSocket } from '../../src/main/daemon/instance'
import { removeBundles } from '../support/bundle'
import { temporaryFolder } from '../support/temporaryFolder'
import { ended, startClaimer } from './claimers'

afterAll(removeBundles)

async function place() {
  return { socket: join(await temporaryFolder(), 'keyswitch.sock') }
}

describe('the mode of the socket', () => {
  it.each([0o600, 0o640, 0o700, 0o644])('is %o when its file appears, before anything else can run', async (mode) => {
    const { socket } = await place()
    const seen: number[] = []
    const umask = process.umask()
    class Watched extends Server {
      override listen(...args: never[]): this {
        super.listen(...args)
        // Synchronously after the system call: a mode set later would not be seen here.
        seen.push(lstatSync(socket).mode & 0o777)
        return this
      }
    }
    const claim = await claimSocket({ is: 'unix', path: socket }, { runtimeFolder: '' })
    onTestFinished(() => claim.release())
    const server = new Watched()
    onTestFinished(() => new Promise<void>((closed) => void server.close(() => closed())))
    await claim.listen(server, mode)
    expect(seen).toEqual([mode])
    expect(lstatSync(socket).mode & 0o777).toBe(mode)
    expect(process.umask()).toBe(umask)
  })

  it('nobody who looks as fast as they can ever sees another one, under any umask', { timeout: 60_000 }, async () => {
    const { socket } = await place()
    const observer = observe(socket)
    await observer.ready
    const claimer = await startClaimer()
    for (let round = 0; round < 60; round++) {
      const umask = [0, 0o77, 0o22][round % 3]
      expect((await claimer.order({ claim: socket, umask })).umask).toBe(umask)
      await claimer.order({ release: true })
    }
    const { modes, looks } = await observer.stop()
    expect(looks).toBeGreaterThan(1000)
    expect(modes).toEqual(['600'])
  })

  it('whoever looks that way sees a mode that is set after binding', { timeout: 60_000 }, async () => {
    const { socket } = await place()
    const observer = observe(socket)
    await observer.ready
    const late =
      `const {createServer}=require('net'),{chmodSync}=require('fs');process.umask(0);let n=0;` +
      `(function again(){if(n++===300)return;const s=createServer();s.listen(process.argv[1]);chmodSync(process.argv[1],0o600);s.close(again)})()`
    const child = spawn(process.execPath, ['-e', late, socket], { stdio: 'inherit' })
    await once(child, 'close')
    expect((await observer.stop()).modes).toContain('777')
  })
})

/** A process that does nothing but look at the mode of a file. */
function observe(path: string) {
  const look =
    `const {lstatSync}=require('fs');const modes=new Set();let looks=0,stop=false;process.stdin.on('data',()=>{stop=true});` +
    `process.stdout.write('ready\\n');(function turn(){for(let i=0;i<200;i++){looks++;const s=lstatSync(process.argv[1],{throwIfNoEntry:false});if(s)modes.add((s.mode&0o777).toString(8))}` +
    `if(stop){process.stdout.write(JSON.stringify({modes:[...modes],looks})+'\\n');process.exit()}setImmediate(turn)})()`
  const child = spawn(process.execPath, ['-e', look, path], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => ended(child, 'SIGKILL'))
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return {
    ready: once(child.stdout, 'data'),
    async stop() {
      child.stdin.write('stop\n')
      await once(child, 'close')
      return JSON.parse(text.replace('ready\n', '')) as { modes: string[]; looks: number }
    },
  }
}
