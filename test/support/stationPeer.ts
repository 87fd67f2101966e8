import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MethodInput } from '../../src/contract/contract'
import type { MethodName } from '../../src/contract/names'
import { openMultiplexed } from './multiplexedClient'
import type { Program } from './program'

/** Another program at the daemon's socket: a peer of its own, with a login of its own. */
export type StationPeer = {
  /** Fails with what the daemon says. */
  call: <M extends MethodName>(method: M, input: MethodInput<M>) => Promise<unknown>
  close: () => void
}

/** Connects to the daemon that a started program runs. */
export async function openStationPeer(program: Program): Promise<StationPeer> {
  const run = join(program.home, '.local/share/keyswitch/run')
  const token = (await readFile(join(run, 'keyswitch.token'), 'utf8')).trim()
  const connection = await openMultiplexed(join(run, 'keyswitch.sock'), token)
  return {
    async call(method, input) {
      const reply = await connection.request('call', { method, input })
      if (!reply.success) throw new Error(`${method}: ${reply.error.type}: ${reply.error.message}`)
      return reply.data
    },
    close: () => connection.close(),
  }
}

export const ANNA = { name: 'anna', password: 'Blue Kettle 47' } as const

/** Somebody else sets this computer up: from now on everybody has to log in. */
export async function setUpElsewhere(program: Program): Promise<StationPeer> {
  const peer = await openStationPeer(program)
  await peer.call('login.setUp', ANNA)
  return peer
}
