import { expect, test } from 'vitest'
import { answerAsymmetric } from '../../../src/contract/loginClient'
import { median } from '../../../bench/figure'
import { refuses } from '../fillingLine'
import { begin, clientLogIn, loginStation } from './loginStation'
import { compare, KINDS, measureRounds, PAIRS, type Kind } from '../../support/loginTimes'

const ROUNDS = 1000
const WARM_UP = 50
/**
 * Two kinds are told apart when the permutation test says that this is no accident (one in a thousand) and the difference
 * is one that could be used: 3 % of a login here, whose hash is a thirtieth of the real one, so 0.1 % of a real login.
 * Both have to hold: the first alone fails once in a thousand runs for nothing, and for a microsecond on a quiet machine;
 * the second alone fails on a busy one. A kind without its hash differs by over 90 %.
 */
const ACCIDENT = 0.001
const USABLE = 0.03

test('a thousand logins each of unknown, wrong and locked users take times that cannot be told apart', async () => {
  const users = Array.from({ length: ROUNDS + WARM_UP }, (_, index) => `user${index}`)
  const station = await loginStation({ users: [...users, 'locked'] })
  const session = station.manager.connect()
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await refuses(clientLogIn(station, session, { user: 'locked', password: 'Filling-line 2' }), 'login-failed')
  }
  const login = async (kind: Kind, round: number): Promise<number> => {
    const user = kind === 'locked' ? 'locked' : `${kind === 'wrong' ? 'user' : 'nobody'}${round}`
    const { login, type, challenge } = await begin(station, session, ['asymmetric'])
    const answer = await answerAsymmetric(challenge, 'Filling-line 2')
    const started = performance.now()
    await refuses(station.manager.finishLogin(session, { login, type, user, answer }), 'login-failed', {})
    return performance.now() - started
  }

  const rounds = (await measureRounds(ROUNDS + WARM_UP, login)).slice(WARM_UP)

  const medians = KINDS.map((kind) => median(rounds.map((round) => round[kind])))
  const usual = median(medians)
  for (const [one, other] of PAIRS) {
    const { difference, chance } = compare(rounds, one, other)
    const told = `${one} − ${other}: ${difference.toFixed(4)} ms of ${usual.toFixed(3)} ms, by accident ${chance}`
    expect(chance <= ACCIDENT && Math.abs(difference) > USABLE * usual, told).toBe(false)
  }
  // The middle of each kind as well, which a few slow logins cannot move.
  for (const one of medians) expect(Math.abs(one - usual) / usual).toBeLessThan(2 * USABLE)
})

test('times that differ by a twentieth are told apart, so that the test above can fail', async () => {
  let noise = 0
  const rounds = await measureRounds(ROUNDS, async (kind) => {
    noise = (noise * 16_807 + 11) % 2_147_483_647
    return 2 + noise / 2_147_483_647 + (kind === 'locked' ? 0.125 : 0)
  })
  expect(compare(rounds, 'unknown', 'locked')).toMatchObject({ chance: ACCIDENT })
  expect(Math.abs(compare(rounds, 'unknown', 'locked').difference)).toBeGreaterThan(USABLE * 2.5)
  expect(compare(rounds, 'unknown', 'wrong').chance).toBeGreaterThan(ACCIDENT)
})
