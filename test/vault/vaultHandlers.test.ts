import { expect, it } from 'vitest'
import { AppError } from '../../src/contract/errors'
import type { Context, Handler } from '../../src/main/bridge/handler'
import { vaultHandlers } from '../../src/main/vault/vaultHandlers'
import { fakeKeychain } from './fakeKeychain'
import { ANNA, openVault } from './vaults'

/** What pages are told and may do. */
const SECRET = 'geheim-Größe-7'

const ask = async <M extends 'vault.state' | 'vault.check' | 'vault.forget'>(
  vault: Parameters<typeof vaultHandlers>[0],
  method: M,
  input: Parameters<Handler<M>>[0],
) => {
  const context: Context = {
    peer: { id: 'page', face: 'browser' },
    signal: new AbortController().signal,
    progress: () => undefined,
  }
  return (vaultHandlers(vault)[method] as Handler<M>)(input, context)
}

it('see what is kept, try again, and forget by entry', async () => {
  const keychain = fakeKeychain()
  keychain.mood = 'locked'
  const vault = await openVault(keychain)
  await vault.keep(ANNA, SECRET)
  expect(await ask(vault, 'vault.state', {})).toMatchObject({ is: 'memory', because: 'locked' })
  keychain.mood = 'fine'
  const state = await ask(vault, 'vault.check', {})
  expect(state).toMatchObject({ is: 'keychain', entries: [{ lasting: true }] })
  expect(JSON.stringify(state)).not.toContain(SECRET)
  const [{ entry } = { entry: '' }] = vault.state().entries
  expect(await ask(vault, 'vault.forget', { entry })).toEqual({})
  expect([keychain.items.size, vault.state().entries]).toEqual([0, []])
})

it('are told where there is no such entry', async () => {
  const keychain = fakeKeychain()
  const vault = await openVault(keychain)
  const failure = await ask(vault, 'vault.forget', { entry: 'x' }).catch((error: unknown) => error)
  expect(failure instanceof AppError && [failure.code, failure.details]).toEqual([
    'not-found',
    { subject: 'secret', name: 'x' },
  ])
  expect(keychain.started).toBe(0)
})
