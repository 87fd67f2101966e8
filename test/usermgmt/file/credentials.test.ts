import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { openStore, type OpenedStore } from '../../support/openStore'
import { sampleCopy } from '../../support/temporaryFolder'

test('a password is carried from one folder to another without being known, and so is what else its row says', async () => {
  const [here, there] = [await openStore(await sampleCopy()), await openStore(await sampleCopy())]
  await here.users.setCredentials('anna', 'another one')
  await carry(here, there, 'anna')
  expect(await there.users.authenticate('anna', 'another one')).toEqual(
    await here.users.authenticate('anna', 'another one'),
  )
  expect(there.store.undoable).toMatchObject({ method: 'users.setPassword', name: 'anna' })
  there.store.undo()
  expect(there.store.unsaved).toBe(0)
  for (const { store } of [here, there]) await store.close()
})

test('a user who is not there is added with the password, and what it may change is told afterwards', async () => {
  const [here, there] = [await openStore(await sampleCopy()), await openStore(await sampleCopy())]
  const flags = { mayChangePassword: true, mustChangePassword: false }
  await here.users.addUser('zoë', 'her own', flags)
  await carry(here, there, 'zoë')
  const arrived = await there.users.authenticate('zoë', 'her own')
  expect(arrived).toMatchObject({ mayChangePassword: false, mustChangePassword: false })
  await expect(there.users.importCredentials?.('a,b', await exported(here, 'zoë'))).rejects.toMatchObject({
    code: 'name-refused',
  })
  for (const { store } of [here, there]) await store.close()
})

test('an account of the controller itself does not arrive as one that logs in, nor does a bit get lost', async () => {
  const here = await openStore(await sampleCopy())
  const rows = [
    `u,plc,0x8000f000,3,${'0a'.repeat(8)},${'0b'.repeat(64)},32768,8,1,0x68a1c0de`,
    'u,odd,0x00003000,7,x,y',
  ]
  await here.users.importUsers(Buffer.from(checked('UserDB', rows)))
  const there = await openStore(await sampleCopy())
  await there.users.addUser('plc', 'an ordinary one', { mayChangePassword: false, mustChangePassword: false })
  for (const name of ['plc', 'odd']) {
    await carry(here, there, name)
    await there.users.changeUser(name, { mayChangePassword: true, mustChangePassword: true })
  }
  const text = Buffer.from(await there.users.exportUsers()).toString()
  for (const row of rows) expect(text).toContain(row)
  for (const { store } of [here, there]) await store.close()
})

const GOOD = `3,${'0a'.repeat(8)},${'0b'.repeat(64)},32768,8,1,0x68a1c0de`
test.each([
  ['nothing', ''],
  ['a bare hash', GOOD],
  ['no row', checked('UserCredential', [])],
  ['two rows', checked('UserCredential', [`c,0x00000000,${GOOD}`, `c,0x00000000,${GOOD}`])],
  ['a wrong checksum', `UserCredential,FileVersion,2\nc,0x00000000,${GOOD}\nChecksum,0x00000000`],
  ['another kind of file', checked('UserDB', [`c,0x00000000,${GOOD}`])],
  ['a hash cut off', checked('UserCredential', [`c,0x00000000,${GOOD.replace('0b0b', '')}`])],
  ['flags that are carried by name', checked('UserCredential', [`c,0x00002000,${GOOD}`])],
  ['a row inside a row', checked('UserCredential', [`c,0x00000000,7,x\u2028u,evil,0x00002000,${GOOD}`])],
  ['a control character', checked('UserCredential', ['c,0x00000000,7,x\ty'])],
  ['no type', checked('UserCredential', ['c,0x00000000,x,y'])],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00])],
])('what no folder gave out is refused as a password: %s', async (_, bytes) => {
  const { store, users } = await openStore(await sampleCopy())
  for (const name of ['anna', 'zoë']) {
    const importing = users.importCredentials?.(name, Buffer.from(bytes))
    await expect(importing).rejects.toMatchObject({ code: 'password-refused', details: { missing: ['not-carried'] } })
  }
  expect(store.unsaved).toBe(0)
  await store.close()
})

async function carry(from: OpenedStore, to: OpenedStore, name: string): Promise<void> {
  await to.users.importCredentials?.(name, await exported(from, name))
}

async function exported({ users }: OpenedStore, name: string): Promise<Uint8Array> {
  const bytes = await users.exportCredentials?.(name)
  if (bytes === undefined) throw new Error('nothing was given out')
  return bytes
}

function checked(tag: string, rows: readonly string[]): string {
  const lines = [`${tag},FileVersion,2`, ...rows]
  return [...lines, `Checksum,0x${crc32(lines.join('')).toString(16).padStart(8, '0')}`].join('\n')
}
