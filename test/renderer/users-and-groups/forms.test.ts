import { describe, expect, test } from 'vitest'
import type { User } from '../../../src/contract/users'
import { FIRST_PASSWORDS, importProblems, importUsers } from '../../../src/renderer/pages/users-and-groups/importForm'
import { nameSet, typedFault } from '../../../src/renderer/pages/users-and-groups/typedFault'
import {
  addInput,
  changeInput,
  EMPTY_USER,
  formOf,
  userProblems,
  withMayChange,
  type UserChecks,
  type UserForm,
} from '../../../src/renderer/pages/users-and-groups/userForm'
import { estimatePassword } from '../../../src/renderer/parts/estimatePassword'
import { usersText } from '../../../src/renderer/text/users'
import { user } from '../../support/fakeApi'

const WORDS = usersText.en.missing
const OTHERS = nameSet([{ name: 'anna' }, { name: 'Bogdan' }])
const GOOD = { password: 'Blue Kettle 47', confirm: 'Blue Kettle 47' }
const checksOf = (before?: User): UserChecks => ({ others: OTHERS, words: WORDS, estimate: estimatePassword, before })
const filled: UserForm = { ...EMPTY_USER, name: 'erin', password: GOOD }

describe('a name as it is typed', () => {
  test.each([
    ['', 'empty'],
    ['a,b', 'sign'],
    ['a<b', 'sign'],
    [' erin', 'space-at-end'],
    ['everyone', 'reserved'],
    ['ä'.repeat(30), 'too-long'],
    ['anna', 'taken'],
    ['ANNA', 'differs-only-in-case'],
    ['erin', undefined],
  ])('“%s” is %s', (name, fault) => {
    expect(typedFault(name, OTHERS)).toBe(fault)
  })

  test('its own name, or its own in other letters, is free for it', () => {
    expect(typedFault('anna', OTHERS, 'anna')).toBeUndefined()
    expect(typedFault('Anna', OTHERS, 'anna')).toBeUndefined()
    expect(typedFault('bogdan', OTHERS, 'anna')).toBe('differs-only-in-case')
  })
})

describe('adding a user', () => {
  test('an empty form says what is missing instead of being mute', () => {
    expect(userProblems(EMPTY_USER, checksOf())).toEqual([WORDS.name, WORDS.password])
  })

  test('a filled one misses nothing', () => {
    expect(userProblems(filled, checksOf())).toEqual([])
  })

  test.each([
    [{ password: 'short', confirm: 'short' }, [WORDS.rules]],
    [{ password: 'Password123', confirm: 'Password123' }, [WORDS.rules]],
    [{ password: 'Blue Kettle 47', confirm: 'Blue Kettle 4' }, [WORDS.same]],
    [{ password: 'x'.repeat(60), confirm: 'x'.repeat(60) }, [WORDS.rules, WORDS.shorter]],
  ])('a password %j misses %j', (password, missing) => {
    expect(userProblems({ ...filled, password }, checksOf())).toEqual(missing)
  })

  test('before it is known how hard a password is to guess, nothing is held against it', () => {
    const password = { password: 'Password123', confirm: 'Password123' }
    expect(userProblems({ ...filled, password }, { ...checksOf(), estimate: undefined })).toEqual([])
  })

  test('who may not change the password is not told to', () => {
    const form = withMayChange({ ...filled, mustChangePassword: true }, false)
    expect(form).toMatchObject({ mayChangePassword: false, mustChangePassword: false })
    const contradiction = { ...filled, mayChangePassword: false, mustChangePassword: true }
    expect(userProblems(contradiction, checksOf())).toEqual([WORDS.flags])
  })

  test('without a default group none is sent', () => {
    expect(addInput('d1', filled)).not.toHaveProperty('group')
    expect(addInput('d1', { ...filled, groups: ['Watch'] })).toMatchObject({ group: 'Watch' })
  })
})

describe('editing a user', () => {
  const before = user('anna', ['Developer'])

  test('the password may be left empty, and then none is sent', () => {
    const form = { ...formOf(before), name: 'anne' }
    expect(userProblems(form, checksOf(before))).toEqual([])
    expect(changeInput('d1', form, before)).toEqual({ database: 'd1', name: 'anna', to: 'anne' })
  })

  test('a password typed once only is not taken', () => {
    const form = { ...formOf(before), password: { password: 'Blue Kettle 47', confirm: '' } }
    expect(userProblems(form, checksOf(before))).toEqual([WORDS.same])
    const onlyConfirmed = { ...formOf(before), password: { password: '', confirm: 'Blue Kettle 47' } }
    expect(userProblems(onlyConfirmed, checksOf(before))).toEqual([WORDS.password])
  })

  test('nothing changed is no edit', () => {
    expect(changeInput('d1', formOf(before), before)).toBeUndefined()
  })

  test('a contradiction that the file holds does not stand in the way of a new name', () => {
    const odd = user('anna', [], { mayChangePassword: false, mustChangePassword: true })
    expect(userProblems({ ...formOf(odd), name: 'anne' }, checksOf(odd))).toEqual([])
  })

  test('groups are sent only when they differ as a set', () => {
    const two = user('anna', ['A', 'B'])
    expect(changeInput('d1', { ...formOf(two), groups: ['B', 'A'] }, two)).toBeUndefined()
    expect(changeInput('d1', { ...formOf(two), groups: ['B'] }, two)).toMatchObject({ groups: ['B'] })
  })
})

describe('passwords of imported users', () => {
  const words = { missing: WORDS, each: (names: readonly string[]) => names.join('+') }

  test('one for all must not be the name of any of them', () => {
    const one = { password: 'Kettle-Blue', confirm: 'Kettle-Blue' }
    expect(importProblems(['anna', 'bogdan'], { ...FIRST_PASSWORDS, one }, words, estimatePassword)).toEqual([])
    expect(importProblems(['anna', 'kettle-blue'], { ...FIRST_PASSWORDS, one }, words, estimatePassword)).toEqual([
      WORDS.rules,
    ])
  })

  test('one for each names those that have none yet', () => {
    const each = new Map([['anna', 'Blue Kettle 47']])
    expect(
      importProblems(['anna', 'bogdan'], { ...FIRST_PASSWORDS, way: 'each', each }, words, estimatePassword),
    ).toEqual(['bogdan'])
  })

  test('must be changed at first login, but not by who may not', () => {
    const passwords = { ...FIRST_PASSWORDS, one: GOOD }
    expect(importUsers(['anna', 'plc'], passwords, new Set(['plc']))).toEqual([
      { name: 'anna', password: GOOD.password, mustChangePassword: true },
      { name: 'plc', password: GOOD.password, mustChangePassword: false },
    ])
  })
})
