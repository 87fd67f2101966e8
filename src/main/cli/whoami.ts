import { connect } from '../../contract/client'
import type { Who } from '../../contract/login'
import { withRunningDaemon, type DaemonPlace } from './runningDaemon'
import { print, printJson } from './terminal'

/** Who the running daemon takes this person for. */
export async function whoami(asked: DaemonPlace): Promise<number> {
  return withRunningDaemon(asked, async ({ client }) => {
    const who = await connect(client.transport).call('login.whoami', {})
    if (asked.json) printJson(who)
    else print(sentenceOf(who))
  })
}

function sentenceOf({ activation, user }: Who): string {
  if (activation === 'deactivated') {
    return 'Nobody needs to log in here: the user management of this station is not set up.'
  }
  if (user === null) return 'Nobody is logged in from here.'
  const groups = user.groups.length === 0 ? 'in no group' : user.groups.join(', ')
  const next = user.mustChangePassword ? ' A new password is needed before anything else: “keyswitch passwd”.' : ''
  return `You are logged in as “${user.name}” (${groups}).${next}`
}
