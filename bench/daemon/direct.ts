import { fork } from 'node:child_process'
import { resolve } from 'node:path'
import { bundleEntry } from '../../test/support/bundle'
import type { DirectOrder } from './directProgram'
import type { Round } from './rounds'

/** A program that uses the client library itself. */
export type Direct = { read(order: DirectOrder): Promise<Round>; close(): Promise<void> }

export async function startDirect(endpointUrl: string): Promise<Direct> {
  const child = fork(
    await bundleEntry(resolve(import.meta.dirname, '../../bench/daemon/directProgram.ts')),
    [endpointUrl],
    {
      silent: true,
    },
  )
  const next = () =>
    new Promise<unknown>((told, failed) => {
      const ended = (code: number | null) => failed(new Error(`the direct client ended with ${code}`))
      child.once('exit', ended)
      child.once('message', (answer) => {
        child.off('exit', ended)
        told(answer)
      })
    })
  await next()
  return {
    async read(order) {
      const answer = next()
      child.send(order)
      return (await answer) as Round
    },
    async close() {
      const ended = new Promise((done) => child.once('exit', done))
      child.disconnect()
      await ended
    },
  }
}
