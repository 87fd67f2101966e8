import type { Act, Answer, KeychainProblem } from './keychainMessages'

/** The part of keytar that is used; never `findCredentials`, which ends the process where a ring is locked. */
export type Keytar = {
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, secret: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
}

const SERVICE = 'keyswitch'

/** Does one thing in the keychain; whatever goes wrong is told as one of few words, since texts of systems may hold anything. */
export async function actIn(keytar: Keytar, act: Act, sentinel: { account: string; secret: string }): Promise<Answer> {
  try {
    switch (act.act) {
      case 'probe':
        return (await probe(keytar, sentinel)) ?? DONE
      case 'read':
        return await read(keytar, act.account, sentinel)
      case 'keep':
        await keytar.setPassword(SERVICE, act.account, written(act.secret))
        // Some cut what is too long for them without a word.
        return (await keytar.getPassword(SERVICE, act.account)) === written(act.secret) ? DONE : failed('not-kept')
      case 'forget':
        return await forget(keytar, act.account, sentinel)
    }
  } catch (error) {
    return failed(problemOf(error))
  }
}

/** The same for a keytar that cannot be loaded: the package or its binary is not there, or does not fit. */
export const NOT_INSTALLED: Answer = { is: 'failed', because: 'not-installed' }

const DONE: Answer = { is: 'done', secret: null }

async function read(keytar: Keytar, account: string, sentinel: Sentinel): Promise<Answer> {
  const found = await keytar.getPassword(SERVICE, account)
  // A locked ring answers as an empty one does; only writing tells them apart.
  if (found === null) return (await probe(keytar, sentinel)) ?? DONE
  const secret = readable(found)
  return secret === undefined ? failed('not-kept') : { is: 'done', secret }
}

async function forget(keytar: Keytar, account: string, sentinel: Sentinel): Promise<Answer> {
  const problem = await probe(keytar, sentinel)
  if (problem) return problem
  await keytar.deletePassword(SERVICE, account)
  return (await keytar.getPassword(SERVICE, account)) === null ? DONE : failed('not-kept')
}

type Sentinel = { account: string; secret: string }

/** Undefined where the keychain does what it should. */
async function probe(keytar: Keytar, { account, secret }: Sentinel): Promise<Answer | undefined> {
  await keytar.setPassword(SERVICE, account, written(secret))
  const found = await keytar.getPassword(SERVICE, account)
  const removed = await keytar.deletePassword(SERVICE, account)
  return found === written(secret) && removed ? undefined : failed('not-kept')
}

/** As JSON text: keychains take nothing empty, and cut at a NUL. */
function written(secret: string): string {
  return JSON.stringify(secret)
}

/** Undefined for what somebody else has written. */
function readable(found: string): string | undefined {
  try {
    const secret: unknown = JSON.parse(found)
    return typeof secret === 'string' ? secret : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function failed(because: KeychainProblem): Answer {
  return { is: 'failed', because }
}

/** By what libsecret, D-Bus and the keychains of macOS and Windows say; their numbers do not reach us. */
function problemOf(error: unknown): KeychainProblem {
  const text = error instanceof Error ? error.message : ''
  return PROBLEMS.find(([said]) => said.test(text))?.[1] ?? 'not-kept'
}

const PROBLEMS: readonly (readonly [RegExp, KeychainProblem])[] = [
  // A ring that was never made is as closed as one that is locked.
  [/locked collection|Object does not exist|IsLocked|prompt.*dismissed|User interaction is not allowed/i, 'locked'],
  [/user name or passphrase .* not correct|User canceled/i, 'locked'],
  [
    /D-?Bus|ServiceUnknown|not provided by any|Could not connect|connection is closed|No such file|NoReply/i,
    'no-service',
  ],
  [/specified logon session does not exist|No keychain is available/i, 'no-service'],
]
