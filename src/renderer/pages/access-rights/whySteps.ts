import type { GroupReason, UserReason } from '../../../contract/access'
import type { Part, RightsText } from '../../text/rights'

type Asked = { readonly subject: 'user' | 'group'; readonly name: string; readonly object: string }

/** The steps from somebody to a decision, in order (user-management 6). */
export function whySteps(
  text: RightsText['why'],
  { subject, name, object }: Asked,
  reason: UserReason | GroupReason,
  right: string,
): Part[][] {
  const user = subject === 'user'
  const steps: Part[][] = []
  if (reason.is === 'no-group') return [text.noGroup(name), text.groupsOnly]
  if (reason.is === 'undecided')
    return [text.undecided('groups' in reason ? reason.groups : [name], object), text.noGrant]
  const last = reason.via.at(-1) ?? name
  if (user) steps.push(text.isIn(name, reason.via))
  else if (reason.via.length > 1) steps.push(text.belongs(reason.via))
  if (reason.is === 'administrator') return [...steps, text.administrators]
  const here = reason.at === object
  if (reason.is === 'granted') {
    steps.push((here ? text.grantedHere : text.grantedAbove)(last, right, reason.at))
    if (user) steps.push(text.noDenial)
  } else {
    steps.push((here ? text.deniedHere : text.deniedAbove)(last, right, reason.at))
    steps.push(text.denialWins)
  }
  return steps
}
