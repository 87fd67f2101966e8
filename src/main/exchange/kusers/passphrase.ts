import { AppError } from '../../../contract/errors'
import { LEAST_ESTIMATE } from '../../../contract/passwordRules'
import { estimatePassword } from '../../usermgmt/passwordPolicy'

const LEAST_LENGTH = 8

/** Whoever has the file may guess as long as he likes: `passphrase-refused` for one that is short or easily guessed. */
export async function checkPassphrase(passphrase: string): Promise<void> {
  const missing: string[] = []
  if (Array.from(passphrase.normalize('NFC')).length < LEAST_LENGTH) missing.push('length')
  if ((await estimatePassword(passphrase, '')) < LEAST_ESTIMATE) missing.push('guessable')
  if (missing.length > 0) throw new AppError('passphrase-refused', { missing })
}
