import { connect } from '../../contract/client'
import { AppError } from '../../contract/errors'
import { EXIT, WrongUsage } from './failure'
import { withRunningDaemon, type DaemonPlace } from './runningDaemon'
import { note, print, printJson, readPasswords } from './terminal'

/** Gives whoever is logged in a new password. */
export async function passwd(asked: DaemonPlace): Promise<number> {
  const [current, password, again] = await readPasswords(['Present password: ', 'New password: ', 'Once more: '])
  if (current === undefined || password === undefined) {
    throw new WrongUsage(
      'passwd: standard input has the present password on its first line and the new one on its second.',
    )
  }
  // A pipe says it once; a person may mistype what is not shown.
  if (again !== undefined && again !== password) throw new WrongUsage('passwd: the two new passwords differ.')
  return withRunningDaemon(asked, async ({ client }) => {
    try {
      await connect(client.transport).call('login.changePassword', { current, password })
    } catch (error) {
      // Elsewhere it means that the login has ended.
      if (asked.json || !(error instanceof AppError) || error.code !== 'login-failed') throw error
      note('The present password is not right.')
      return EXIT.refused
    }
    if (asked.json) printJson({})
    else print('The password is changed.')
    return EXIT.fine
  })
}
