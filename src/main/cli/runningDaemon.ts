import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { readConfig } from '../config'
import { AddressRefused, defaultAddress, parseAddress, type Address } from '../daemon/address'
import { connectDaemon, DaemonFailure, type DaemonClient } from '../daemon/client'
import { findToken } from '../daemon/findToken'
import { OptionRefused } from '../daemon/optionRefused'
import { EXIT, WrongUsage } from './failure'
import { note } from './terminal'

/** Which daemon, as the command line says. */
export type DaemonPlace = { socket?: string; authTokenFile?: string; json?: true }

/** Runs something with the daemon that is running, and says in its words what it refused. */
export async function withRunningDaemon(
  place: DaemonPlace,
  work: (client: DaemonClient) => Promise<void>,
): Promise<number> {
  const { address, token } = findDaemon(place)
  try {
    const client = await connectDaemon({ address, token })
    try {
      await work(client)
      return EXIT.fine
    } finally {
      await client.close()
    }
  } catch (error) {
    if (!(error instanceof DaemonFailure)) throw error
    const { type, message } = error
    note(place.json ? JSON.stringify({ error: { code: type, details: { problem: message } } }) : `${message} (${type})`)
    return EXIT.refused
  }
}

function findDaemon({ socket, authTokenFile }: DaemonPlace): { address: Address; token: string | undefined } {
  const { stateFolder } = readConfig()
  const environment = process.env
  try {
    const address =
      socket === undefined ? defaultAddress({ environment, stateFolder, ...user() }) : parseAddress(socket)
    const tokenFile = authTokenFile === undefined ? {} : { tokenFile: resolve(authTokenFile) }
    return { address, token: findToken(address, { environment, stateFolder, ...tokenFile }) }
  } catch (error) {
    if (error instanceof AddressRefused) throw new WrongUsage(`--socket: ${error.message}.`)
    if (error instanceof OptionRefused) throw new WrongUsage(error.message)
    throw error
  }
}

/** Only the pipes of Windows are named after people; elsewhere there may be no name for this process. */
function user(): { user?: string } {
  return process.platform === 'win32' ? { user: userInfo().username } : {}
}
