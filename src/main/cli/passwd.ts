import { connect } from '../../contract/client'
import { WrongUsage } from './failure'
import { withRunningDaemon, type DaemonPlace } from './runningDaemon'
import { print, printJson, readPasswords } from './terminal'

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
    await connect(client.transport).call('login.changePassword', { current, password })
    if (asked.json) printJson({})
    else print('The password is changed.')
  })
}
