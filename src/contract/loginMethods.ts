import { z } from 'zod'
import {
  loginIdSchema,
  loginResultSchema,
  loginStartSchema,
  loginTextsSchema,
  loginTypeSchema,
  whoSchema,
} from './login'
import { done, newUser, nothing, type Row } from './row'
import { nameSchema, passwordSchema } from './users'

/** Logging in to the station; nobody needs a right for it. */
export const LOGIN_METHODS = {
  'login.begin': {
    about: 'Begin to log in: the program chooses one of the login types the client knows and gives its challenge.',
    object: 'Device',
    right: 'none',
    input: z.strictObject({ types: z.array(loginTypeSchema).min(1).max(8) }),
    output: loginStartSchema,
  },
  'login.finish': {
    about: 'Answer the challenge. With `again` only the user who is logged in already may.',
    object: 'Device',
    right: 'none',
    input: z.strictObject({
      login: loginIdSchema,
      type: loginTypeSchema,
      /** Absent where the answer itself says who it is. */
      user: nameSchema.optional(),
      answer: loginTextsSchema,
      again: z.boolean().optional(),
    }),
    output: loginResultSchema,
  },
  'login.end': {
    about: 'Log out.',
    object: 'Device',
    right: 'none',
    input: nothing,
    output: done,
  },
  'login.whoami': {
    about: 'Whether a login is needed, and who is logged in.',
    object: 'Device',
    right: 'none',
    input: nothing,
    output: whoSchema,
  },
  'login.active': {
    about: 'The person at the page did something: the edit time-out begins anew, unless it has passed.',
    object: 'Device',
    right: 'none',
    input: nothing,
    output: done,
  },
  'login.changePassword': {
    about: 'Give oneself a new password.',
    object: 'Device',
    right: 'none',
    input: z.strictObject({ current: passwordSchema, password: passwordSchema }),
    output: done,
  },
  'login.setUp': {
    about:
      'Create the first administrator, and with it the user management of this computer where there is none; logs the caller in. Not permitted once there is a user.',
    object: 'Device',
    right: 'none',
    input: z.strictObject(newUser),
    output: loginResultSchema,
  },
} as const satisfies Record<string, Row>
