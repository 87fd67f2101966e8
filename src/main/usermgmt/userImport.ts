import { AppError } from '../../contract/errors'
import { USERS } from '../../contract/row'
import type { ManagerContext } from './context'
import { checkFlags, checkNewName, takenNames } from './guards'
import type { Actor, NewUser, UserImport, Work } from './operations'
import { makeMoves, planMoves, type Moves } from './userEdits'

/** So many users are added at a time, to keep the back end's password hashes busy. */
const AT_ONCE = 4

type Newcomer = Required<NewUser> & { moves: Moves }

/** The body of `UserOperations.import`: all is checked before the first user is added. Run inside `edit`. */
export async function importUsers(
  context: ManagerContext,
  actor: Actor,
  input: UserImport,
  work: Work = {},
): Promise<{ added: number; withoutGroup: string[] }> {
  await context.permit(actor, USERS, 'addRemove')
  const newcomers = await planNewcomers(context, actor, input)
  const config = context.userBackEnd.config()
  for (let done = 0; done < newcomers.length;) {
    if (work.signal?.aborted) throw new AppError('cancelled')
    const some = newcomers.slice(done, done + AT_ONCE)
    const outcomes = await Promise.allSettled(some.map((user) => config.addUser(user.name, user.password, user)))
    // Only after all of them are through: nothing may still be added after the failure is known.
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
    for (const { moves } of some) await makeMoves(context, moves)
    done += some.length
    work.progress?.(done, newcomers.length)
  }
  return {
    added: newcomers.length,
    withoutGroup: newcomers.filter(({ groups }) => groups.length === 0).map(({ name }) => name),
  }
}

async function planNewcomers(context: ManagerContext, actor: Actor, input: UserImport): Promise<Newcomer[]> {
  const [users, memberships] = await Promise.all([context.users(), context.memberships()])
  const source = new Map(input.from.map((user) => [user.name, user]))
  const taken = takenNames(users?.keys() ?? [])
  const newcomers: Newcomer[] = []
  for (const { name, password, mustChangePassword } of input.users) {
    const from = source.get(name)
    if (from === undefined) throw new AppError('not-found', { subject: 'user', name })
    checkNewName('user', name, taken)
    taken.exact.add(name)
    taken.folded.add(name.toLowerCase())
    await context.checkPassword(name, password)
    const flags = {
      mayChangePassword: from.mayChangePassword,
      mustChangePassword: mustChangePassword ?? from.mustChangePassword,
    }
    checkFlags(name, flags)
    const groups = from.groups.filter((group) => memberships.closures.has(group))
    const moves = await planMoves(context, actor, memberships, { names: [name], groups })
    newcomers.push({ name, password, groups, ...flags, moves })
  }
  return newcomers
}
