import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { AppError, type ErrorCode } from '../../contract/errors'
import { errorSentence } from '../../contract/sentences'
import { readConfig } from '../config'
import { AddressRefused, defaultAddress, parseAddress, type Address } from '../daemon/address'
import { connectDaemon, DaemonFailure, type DaemonClient } from '../daemon/client'
import { findToken } from '../daemon/findToken'
import { tokenInKeychain } from '../daemon/keychainToken'
import { OptionRefused } from '../daemon/optionRefused'
import { savedLoginFor, type LoginStore, type SavedLogin } from '../daemon/savedLogin'
import { EXIT, WrongUsage } from './failure'
import { withKeychain } from './keychain'
import { note } from './terminal'

/** Which daemon, as the command line says. */
export type DaemonPlace = { socket?: string; authTokenFile?: string; json?: true }

/** The daemon that is running, and the login that is kept for it. */
export type Running = { client: DaemonClient; logins: LoginStore; saved: SavedLogin | undefined }

/**
 * Runs something with the daemon that is running, as whoever logged in to it unless it is to be nobody, and says in its words
 * what it refused.
 */
export async function withRunningDaemon(
  place: DaemonPlace,
  work: (running: Running) => Promise<number | void>,
  as: 'saved login' | 'nobody' = 'saved login',
): Promise<number> {
  const { address, logins, token = await tokenFromKeychain(address) } = findDaemon(place)
  const saved = await logins.read()
  const carried = as === 'nobody' ? undefined : saved
  try {
    const client = await connectDaemon({ address, token, carried: () => carried })
    try {
      return (await work({ client, logins, saved })) ?? EXIT.fine
    } finally {
      await client.close()
    }
  } catch (error) {
    if (error instanceof DaemonFailure) return refused(place, error.type, error.message)
    const advice = error instanceof AppError && !place.json ? adviceFor(error, carried?.user) : undefined
    if (advice === undefined) throw error
    note(advice)
    return EXIT.refused
  }
}

/** Where the daemon keeps it in the keychain; a token that cannot be read is as good as none. */
async function tokenFromKeychain(address: Address): Promise<string | undefined> {
  return withKeychain((keychain) => tokenInKeychain(address, keychain))
}

/** The login that is kept for a daemon, whether or not it runs. */
export function savedLogin(place: DaemonPlace): LoginStore {
  return findDaemon(place).logins
}

function findDaemon({ socket, authTokenFile }: DaemonPlace): {
  address: Address
  token: string | undefined
  logins: LoginStore
} {
  const { stateFolder } = readConfig()
  const environment = process.env
  try {
    const address =
      socket === undefined ? defaultAddress({ environment, stateFolder, ...user() }) : parseAddress(socket)
    const tokenFile = authTokenFile === undefined ? {} : { tokenFile: resolve(authTokenFile) }
    const token = findToken(address, { environment, stateFolder, ...tokenFile })
    return { address, token, logins: savedLoginFor(address, { stateFolder }) }
  } catch (error) {
    if (error instanceof AddressRefused) throw new WrongUsage(`--socket: ${error.message}.`)
    if (error instanceof OptionRefused) throw new WrongUsage(error.message)
    throw error
  }
}

function refused(place: DaemonPlace, code: string, problem: string): number {
  note(place.json ? JSON.stringify({ error: { code, details: { problem } } }) : `${problem} (${code})`)
  return EXIT.refused
}

/** What to do where the program did not let this person. */
function adviceFor({ code, details }: AppError, user: string | undefined): string | undefined {
  const advise = ADVICE[code]
  return advise?.(errorSentence(code, details), user)
}

const ADVICE: Partial<Record<ErrorCode, (sentence: string, user: string | undefined) => string>> = {
  'not-permitted': (sentence, user) =>
    user === undefined
      ? `${sentence} “keyswitch login” logs you in.`
      : `${sentence} You are “${user}” here; “keyswitch login” logs in somebody else.`,
  'login-failed': (sentence, user) =>
    user === undefined ? sentence : `The login of “${user}” has ended. Log in again with “keyswitch login”.`,
  reauthenticate: (sentence) => `${sentence} “keyswitch login” does that.`,
  'change-password': (sentence) => `${sentence} “keyswitch passwd” does that.`,
}

/** Only the pipes of Windows are named after people; elsewhere there may be no name for this process. */
function user(): { user?: string } {
  return process.platform === 'win32' ? { user: userInfo().username } : {}
}
