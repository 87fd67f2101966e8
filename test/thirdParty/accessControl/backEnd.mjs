import { readFileSync, statSync } from 'node:fs'
import { createHashing } from 'keyswitch/back-ends'

/**
 * A door and badge system that does not know Keyswitch: its export file says who has which badge and works in which
 * department. Badges become users, departments become groups; both are changed at the doors, and never here.
 */

/** @typedef {import('keyswitch/back-ends').UserProperties} UserProperties */
/** @typedef {{ badge: string, department: string, revoked?: boolean, pin: import('keyswitch/back-ends').ScryptCredential }} Badge */

const LOOK_EVERY = 50
const FILE = new URL('./badges.json', import.meta.url)
/** Who runs the plant may configure it; the others are given rights on the Access Rights page. */
const GROUP_OF = new Map([['Plant management', 'Administrator']])
/** @type {UserProperties} */
const PROPERTIES = { mayChangePassword: false, mustChangePassword: false, internal: false, lastChange: null }

/** @type {import('keyswitch/back-ends').RegisterBackEnd} */
export default function register(registration, host) {
  let badges = readBadges(host)
  const hashing = createHashing({ concurrency: 2, usual: [...badges.values()][0]?.pin.cost })
  const groups = () => new Set([...badges.values()].map(groupOf))
  const usersIn = (/** @type {string} */ group) => [...badges.values()].filter((badge) => groupOf(badge) === group)

  registration.registerUsers({
    async authenticate(name, password) {
      return (await hashing.verify(password, badges.get(name)?.pin)) && badges.has(name) ? { ...PROPERTIES } : undefined
    },
    async *users() {
      for (const name of badges.keys()) yield { name, ...PROPERTIES }
    },
  })
  registration.registerGroups({
    async *groups() {
      for (const name of groups()) yield { name }
    },
    async *usersOf(group) {
      for (const { badge } of usersIn(group)) yield badge
    },
    // Departments are not inside each other.
    async *membersOf() {},
    hasUser: async (group, user) => usersIn(group).some(({ badge }) => badge === user),
    hasMember: async () => false,
  })

  let seen = statSync(FILE).mtimeMs
  const timer = setInterval(() => {
    const { mtimeMs } = statSync(FILE)
    if (mtimeMs === seen) return
    seen = mtimeMs
    badges = readBadges(host)
    registration.changed('users')
    registration.changed('groups')
    host.log('badges were read again')
  }, LOOK_EVERY)
  return () => clearInterval(timer)
}

/** @returns {Map<string, Badge>} */
function readBadges({ AppError }) {
  try {
    const { badges } = JSON.parse(readFileSync(FILE, 'utf8'))
    return new Map(badges.filter(({ revoked }) => !revoked).map((badge) => [badge.badge, badge]))
  } catch (error) {
    throw new AppError('database-damaged', { file: 'badges.json', line: 1, problem: 'not an export of badges' }, error)
  }
}

function groupOf({ department }) {
  return GROUP_OF.get(department) ?? department
}
