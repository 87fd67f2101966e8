import { actIn } from '../../src/main/vault/keychainActs'
import { isRequest } from '../../src/main/vault/keychainMessages'
import type { VaultProcess } from '../../src/main/vault/vaultProcess'

/** A keychain as libsecret shows itself, without a process: it is asked as a process is. */
export type FakeKeychain = {
  /** By account, as they lie there. */
  items: Map<string, string>
  /** What becomes of calls; `slow` takes so many milliseconds. Probes are fine with `forgetful` and `stubborn`. */
  mood: 'fine' | 'locked' | 'silent' | 'nonsense' | 'forgetful' | 'stubborn' | { slow: number }
  /** Every call, by its name and account. */
  calls: string[]
  started: number
  killed: number
  start: () => VaultProcess
  /** As a crash does. */
  crash(): void
}

export function fakeKeychain(): FakeKeychain {
  const exits = new Map<number, () => void>()
  const keychain: FakeKeychain = {
    items: new Map(),
    mood: 'fine',
    calls: [],
    started: 0,
    killed: 0,
    start() {
      keychain.started += 1
      let listener: (message: unknown) => void = () => {}
      let alive = true
      const number = keychain.started
      return {
        send(message) {
          if (!isRequest(message)) throw new Error('no request')
          const { id, act } = message
          if (keychain.mood === 'silent') return
          if (keychain.mood === 'nonsense')
            return void setImmediate(() => listener({ id: id + 1, is: 'done', secret: null }))
          const sentinel = { account: `probe:${number}`, secret: 'x' }
          void actIn(keytar, act, sentinel).then((answer) => alive && listener({ id, ...answer }))
        },
        onMessage: (given) => void (listener = given),
        onExit: (exit) => void exits.set(number, exit),
        kill() {
          keychain.killed += 1
          alive = false
          setImmediate(() => exits.get(number)?.())
        },
      }
    },
    crash: () => exits.forEach((exit) => exit()),
  }
  const call = async (name: string, account: string) => {
    keychain.calls.push(`${name} ${account}`)
    const { mood } = keychain
    await new Promise((done) => setTimeout(done, typeof mood === 'object' ? mood.slow : 0))
    if (mood === 'locked' && name !== 'get') throw new Error('Cannot create an item in a locked collection')
  }
  const keytar = {
    async getPassword(_: string, account: string) {
      await call('get', account)
      return keychain.mood === 'locked' ? null : (keychain.items.get(account) ?? null)
    },
    async setPassword(_: string, account: string, secret: string) {
      await call('set', account)
      if (keychain.mood !== 'forgetful' || account.startsWith('probe')) keychain.items.set(account, secret)
    },
    async deletePassword(_: string, account: string) {
      await call('delete', account)
      const stays = keychain.mood === 'stubborn' && !account.startsWith('probe')
      return stays || keychain.items.delete(account)
    },
  }
  return keychain
}
