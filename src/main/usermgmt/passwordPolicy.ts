import { setImmediate } from 'node:timers/promises'
import { guessesFor, type Estimate } from '../../contract/passwordRules'

/** How hard a password is to guess, 0 to 4. The first estimate loads the dictionaries. */
export async function estimatePassword(password: string, userName: string): Promise<Estimate> {
  const { estimator } = await import('./passwordEstimator')
  // Whoever has thousands of passwords judged lets others have their turn in between.
  await setImmediate()
  return estimator.check(password, guessesFor(userName)).score
}
