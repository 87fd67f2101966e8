import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { connect, type Api } from '../../contract/client'
import { AppError } from '../../contract/errors'
import { logIn, type LoginOutcome } from '../../contract/loginClient'
import { answerX509, type X509Credentials } from '../usermgmt/login/x509Client'
import { EXIT, WrongUsage } from './failure'
import { withRunningDaemon, type DaemonPlace, type Running } from './runningDaemon'
import { passphraseOf } from './keyPassphrase'
import { note, print, printJson, readPassword } from './terminal'

type Asked = DaemonPlace & { user?: string; certificate?: string; key?: string; legacy?: true; remember?: true }
/** How somebody logs in, and what is left to do once they are in. */
type Way = { logIn: (api: Api) => Promise<LoginOutcome>; after?: () => Promise<void> }

/** Logs in to the running daemon; later commands act as that user until `logout`. */
export async function login(asked: Asked): Promise<number> {
  const way = await wayOf(asked)
  const work = async (running: Running) => {
    const outcome = await way.logIn(connect(running.client.transport))
    await keep(running, outcome)
    if (asked.json) printJson({ is: outcome.is, user: 'user' in outcome ? outcome.user : null })
    else say(outcome)
    await way.after?.()
    return outcome.is === 'create-first-administrator' ? EXIT.refused : EXIT.fine
  }
  return withRunningDaemon(asked, work, 'nobody')
}

/** Everything is read before anybody is asked to wait: a challenge lives for a minute. */
async function wayOf({ user, certificate, key, legacy, remember }: Asked): Promise<Way> {
  if ((certificate === undefined) !== (key === undefined)) {
    throw new WrongUsage('--certificate and --key belong together.')
  }
  if (certificate !== undefined && key !== undefined) {
    const { credentials, kept } = await credentialsIn(certificate, key, remember === true)
    return { logIn: (api) => logInByCertificate(api, credentials, user), after: kept }
  }
  if (remember) throw new WrongUsage('--remember is for the passphrase of a --key.')
  if (user === undefined) throw new WrongUsage('login: --user or --certificate says who logs in.')
  const password = await readPassword(`Password of ${user}: `)
  return { logIn: (api) => logIn(api, { user, password, ...(legacy && { legacy }) }) }
}

async function credentialsIn(
  certificate: string,
  key: string,
  remember: boolean,
): Promise<{ credentials: X509Credentials; kept: () => Promise<void> }> {
  const credentials = { certificate: await textIn(certificate), key: await textIn(key) }
  const { passphrase, kept } = await passphraseOf({ file: resolve(key), text: credentials.key, remember })
  return { credentials: { ...credentials, ...(passphrase !== undefined && { passphrase }) }, kept }
}

async function textIn(path: string): Promise<string> {
  const file = resolve(path)
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new AppError('file-failed', { file, code }, error)
  }
}

async function logInByCertificate(api: Api, credentials: X509Credentials, user?: string): Promise<LoginOutcome> {
  const start = await api.call('login.begin', { types: ['x509'] })
  if (start.is !== 'challenge') return start
  const { login: begun, type, challenge } = start
  if (type !== 'x509') throw new AppError('login-type-refused', { types: [type] })
  const answer = answerX509(challenge, credentials)
  return api.call('login.finish', { login: begun, type, answer, ...(user !== undefined && { user }) })
}

/** The login before it is not needed any more, and is not left behind for others to find. */
async function keep({ client, logins, saved }: Running, outcome: LoginOutcome): Promise<void> {
  if (outcome.is === 'create-first-administrator') return
  if (saved) await client.request('logout', saved)
  if (outcome.is === 'deactivated' || outcome.loginToken === null) return logins.forget()
  await logins.save({ user: outcome.user, loginToken: outcome.loginToken })
}

function say(outcome: LoginOutcome): void {
  switch (outcome.is) {
    case 'ok':
      return print(`You are logged in as “${outcome.user}”.`)
    case 'change-password':
      print(`You are logged in as “${outcome.user}”.`)
      return note('Before anything else a new password is needed: “keyswitch passwd” sets it.')
    case 'deactivated':
      return print('Nobody needs to log in here: the user management of this station is not set up.')
    case 'create-first-administrator':
      return note(
        'There is no user yet. Create the first administrator in Keyswitch itself, or with “keyswitch call login.setUp”.',
      )
  }
}
