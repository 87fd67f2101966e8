import { describe, expect, it } from 'vitest'
import { judgePassword, type Estimate } from '../../src/contract/passwordRules'
import { checkPassword } from '../../src/main/usermgmt/guards'
import { estimatePassword } from '../../src/main/usermgmt/passwordPolicy'
import { owner, refuses } from './fillingLine'
import { loginStage } from './loginStage'

describe('a password as it is typed', () => {
  it.each([
    ['', undefined, { length: false, 'not-name': false, guessable: false }, 0],
    ['Rain over', undefined, { length: true, 'not-name': true, guessable: undefined }, undefined],
    ['Rain', 3, { length: false, 'not-name': true, guessable: true }, 1],
    ['ANNA-MARIA', 4, { length: true, 'not-name': false, guessable: true }, 1],
    ['Rain over', 0, { length: true, 'not-name': true, guessable: false }, 1],
    ['Rain over', 1, { length: true, 'not-name': true, guessable: false }, 1],
    ['Rain over', 2, { length: true, 'not-name': true, guessable: true }, 2],
    ['Rain over', 4, { length: true, 'not-name': true, guessable: true }, 4],
  ] as const)('%j, estimated %s', (password, estimate: Estimate | undefined, met, strength) => {
    expect(judgePassword(password, 'anna-maria', estimate)).toEqual({ met, strength, tooLong: false })
  })

  it('is counted in characters and limited in bytes', () => {
    expect(judgePassword('🔑🔑🔑🔑', 'anna', 4)).toMatchObject({ met: { length: false }, tooLong: false })
    expect(judgePassword('ä'.repeat(30), 'anna', 4)).toMatchObject({ met: { length: true }, tooLong: true })
  })
})

describe('how hard a password is to guess', () => {
  it.each([
    ['12345678', 'anna'],
    ['qwertz123', 'anna'],
    ['asdfghjkl', 'anna'],
    ['Passwort1', 'anna'],
    ['P4ssw0rt!', 'anna'],
    ['Schmetterling', 'anna'],
    ['aaaaaaaaaaaa', 'anna'],
    ['Keyswitch1', 'anna'],
    ['xaver.pfnuer1', 'xaver.pfnuer'],
    ['Pfnuer12', 'xaver.pfnuer'],
  ])('%j is too easy for %s', async (password, user) => {
    expect(await estimatePassword(password, user)).toBeLessThan(2)
  })

  it.each(['Rain over Ulm 7', 'Filling-line 1', 'Conformance 1!', 'Snow over Kiel 3', 'correct horse battery staple'])(
    '%j is not',
    async (password) => {
      expect(await estimatePassword(password, 'anna')).toBeGreaterThanOrEqual(2)
    },
  )

  it('is judged by the beginning of a long one: nobody keeps the program busy with the rest', async () => {
    expect(await estimatePassword('a'.repeat(40) + 'Rain over Ulm 7', 'anna')).toBeLessThan(2)
    expect(await estimatePassword('🔑'.repeat(100_000), 'anna')).toBeLessThanOrEqual(4)
  })
})

describe('the policy', () => {
  const LONG = 'Rain over Ulm, snow over Kiel, sun over Rostock, fog above 7'

  it.each([
    ['', ['empty']],
    ['neu', ['length', 'not-name', 'guessable']],
    ['12345678', ['guessable']],
    [LONG, ['too-long']],
    ['Rain over Ulm 7', ['current']],
  ])('refuses %j and says what is missing', async (password, missing) => {
    const check = checkPassword({ name: 'neu', password, policy: true, current: 'Rain over Ulm 7' })
    await refuses(check, 'password-refused', { missing })
  })

  it('turned off asks only for 1 to 59 bytes, on every path', async () => {
    const { manager, security } = loginStage()
    await refuses(manager.users.setPassword(owner, { name: 'anna', password: 'anna' }), 'password-refused')
    security.passwordPolicy = false
    await manager.users.setPassword(owner, { name: 'anna', password: 'anna' })
    await manager.users.change(owner, { name: 'anna', password: 'x' })
    await manager.users.add(owner, { name: 'neu', password: 'neu' })
    const from = [{ ...(await manager.users.list(owner))[0]!, name: 'alt' }]
    await manager.users.import(owner, { from, users: [{ name: 'alt', password: 'y' }] })
    for (const [password, missing] of [
      ['', ['empty']],
      [LONG, ['too-long']],
    ] as const) {
      await refuses(manager.users.setPassword(owner, { name: 'anna', password }), 'password-refused', { missing })
    }
  })

  it('is asked of users who come from elsewhere too', async () => {
    const { manager } = loginStage()
    const from = [{ ...(await manager.users.list(owner))[0]!, name: 'neu' }]
    const users = [{ name: 'neu', password: 'qwertz123' }]
    await refuses(manager.users.import(owner, { from, users }), 'password-refused', { missing: ['guessable'] })
  })
})
