import { AppError } from '../../contract/errors'
import { EXIT } from './failure'
import { savedLogin, withRunningDaemon, type DaemonPlace } from './runningDaemon'
import { print } from './terminal'

/** Ends the login that is kept for this daemon. */
export async function logout(place: DaemonPlace): Promise<number> {
  const logins = savedLogin(place)
  const saved = await logins.read()
  if (!saved) {
    say(place, 'Nobody is logged in from here.')
    return EXIT.fine
  }
  try {
    return await withRunningDaemon(place, async ({ client }) => {
      await client.request('logout')
      say(place, `“${saved.user}” is logged out.`)
    })
  } catch (error) {
    // With the daemon its logins have ended too.
    if (!(error instanceof AppError) || error.code !== 'daemon-not-running') throw error
    say(place, `“${saved.user}” is logged out; the daemon had ended already.`)
    return EXIT.fine
  } finally {
    await logins.forget()
  }
}

function say({ json }: DaemonPlace, sentence: string): void {
  print(json ? '{}' : sentence)
}
