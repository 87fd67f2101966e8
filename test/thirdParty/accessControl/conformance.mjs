import { test } from 'node:test'
import { AppError } from 'keyswitch/back-ends'
import { groupDbConformance, registered, userDbConformance } from 'keyswitch/conformance'
import register from './backEnd.mjs'

const host = { AppError, log: () => undefined, stateFolder: import.meta.dirname }

/** Lets the back end register itself as it does in Keyswitch; `result` is what closes it. */
const start = () => registered((registration) => register(registration, host))

userDbConformance({
  name: 'badges',
  test,
  without: ['config'],
  make: async () => {
    const { users, result } = await start()
    const people = ['B-1001', 'B-1002', 'B-2001'].map((name) => ({ name, password: `Pin of ${name}` }))
    return { ...users, people, close: result }
  },
})

groupDbConformance({
  name: 'departments',
  test,
  without: ['config'],
  make: async () => {
    const { groups, result } = await start()
    const held = [
      { name: 'Administrator', users: ['B-1001'], members: [] },
      { name: 'Maintenance', users: ['B-1002', 'B-2001'], members: [] },
    ]
    return { ...groups, groups: held, close: result }
  },
})
