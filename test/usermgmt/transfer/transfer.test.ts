import { expect, test } from 'vitest'
import type { Work } from '../../../src/main/usermgmt/operations'
import { applyDifferences } from '../../../src/main/usermgmt/transfer/applyDifferences'
import { managerSource } from '../../../src/main/usermgmt/transfer/source'
import { checked } from './sensibleDatabase'
import { between, BOSS, download, loggedIn, owner, withCopy, withManagers } from './twoManagers'

test('what was edited on a copy arrives on the device, passwords that nobody typed again included', async () => {
  await withCopy(async ({ device, copy }) => {
    await copy.groups.add(owner, 'Painters')
    await copy.users.add(owner, { name: 'anna', password: 'password of anna', groups: ['Painters', 'Watch'] })
    await copy.users.setPassword(owner, { name: 'boss', password: 'another of boss' })
    await copy.groups.addMember(owner, { group: 'Developer', member: 'Painters' })
    await copy.rights.addObject(owner, 'Device.PlcLogic.Filler')
    const filler = { objects: ['Device.PlcLogic.Filler'], groups: ['Painters'] }
    await copy.rights.set(owner, { ...filler, rights: ['modify', 'view'], state: 'grant' })
    await copy.rights.set(owner, { ...filler, rights: ['execute'], state: 'deny' })
    await copy.groups.remove(owner, ['Service'])

    expect(await between(device, copy)).toEqual([
      { subject: 'group', kind: 'added', name: 'Painters', was: null },
      { subject: 'user', kind: 'changed', name: 'boss', was: null, fields: ['password'] },
      { subject: 'user', kind: 'added', name: 'anna', was: null, fields: [] },
      { subject: 'object', kind: 'added', name: 'Device.PlcLogic.Filler', was: null },
      ...(['modify', 'view', 'execute'] as const).map((right) => ({
        subject: 'right',
        kind: 'added',
        object: 'Device.PlcLogic.Filler',
        group: 'Painters',
        right,
        before: 'neutral',
        after: right === 'execute' ? 'deny' : 'grant',
      })),
      { subject: 'member', kind: 'added', group: 'Developer', user: null, member: 'Painters' },
      { subject: 'member', kind: 'added', group: 'Watch', user: 'anna', member: null },
      { subject: 'member', kind: 'added', group: 'Painters', user: 'anna', member: null },
      { subject: 'group', kind: 'removed', name: 'Service', was: null },
    ])
    const seen: [number, number][] = []
    const work = { progress: (...how: [number, number]) => void seen.push(how) }
    expect(await download(copy, device, await loggedIn(device), work)).toEqual({ applied: 11, refused: [] })
    expect(seen.at(-1)).toEqual([11, 11])
    expect(seen.every(([done], at) => done >= (seen[at - 1]?.[0] ?? 0))).toBe(true)
    expect(await between(device, copy)).toEqual([])
    await device.openSession({ name: 'anna', password: 'password of anna' })
    await device.openSession({ name: 'boss', password: 'another of boss' })
    await expect(device.openSession(BOSS)).rejects.toMatchObject({ code: 'login-failed' })
  })
})

test('all 32 bits of an entry arrive exactly, those of manufacturers and those that contradict included', async () => {
  await withCopy(async ({ device, copy }) => {
    const place = { object: 'Device.PlcLogic', group: 'Watch' }
    for (const masks of [
      { granted: 0xff000000, denied: 0 },
      { granted: 0xa5a5a5a5, denied: 0x5a5a5a5f },
      { granted: 0x00000001, denied: 0x80000001 },
      { granted: 0, denied: 0 },
    ]) {
      await copy.transfer.setMasks(owner, { ...place, masks })
      expect(await between(device, copy)).not.toEqual([])
      expect((await download(copy, device)).refused).toEqual([])
      const entries = await device.rights.entries(owner)
      const arrived = entries.find(({ object, group }) => object === place.object && group === place.group)
      expect(arrived?.masks ?? { granted: 0, denied: 0 }).toEqual(masks)
      expect(await between(device, copy)).toEqual([])
    }
  })
})

test('rights left over under the old name of a renamed group do not come back', async () => {
  const entry = (group: string, rights: string) => `,<group name="${group}" rights=${rights} deniedrights=0x00000000/>`
  const objects = (entries: string) =>
    Buffer.from(`#Object,GroupRights(group=,rights=,deniedrights=)\n<object name="Device"/>${entries}`)
  const groups = (name: string) =>
    checked('GroupDB', ['g,Administrator,0x00000000', `g,${name},0x00000000`, 'a,Administrator,u=boss'])
  const users = checked('UserDB', ['u,boss,0x00002000,9,x'])
  const there = { users, groups: groups('watch'), objects: objects(entry('watch', '0xff000001')) }
  const left = entry('watch', '0xff000001') + entry('Watch', '0x0f000001')
  const wanted = { users, groups: groups('Watch'), objects: objects(left) }
  await withManagers([there, wanted], async ([device, copy]) => {
    expect((await download(copy, device)).refused).toEqual([])
    expect(await between(device, copy)).toEqual([])
    expect(await device.rights.entries(owner)).toEqual([
      { object: 'Device', group: 'Watch', masks: { granted: 0x0f000001, denied: 0 } },
    ])
  })
})

test('groups that are nested the other way round are turned over', async () => {
  await withCopy(async ({ device, copy }) => {
    for (const manager of [device, copy]) {
      for (const name of ['A', 'B', 'C']) await manager.groups.add(owner, name)
    }
    await device.groups.addMember(owner, { group: 'A', member: 'B' })
    await device.groups.addMember(owner, { group: 'B', member: 'C' })
    await copy.groups.addMember(owner, { group: 'C', member: 'B' })
    await copy.groups.addMember(owner, { group: 'B', member: 'A' })
    expect(await download(copy, device)).toEqual({ applied: 4, refused: [] })
    expect(await between(device, copy)).toEqual([])
  })
})

test('a user under another name is the same user: its login goes on', async () => {
  await withCopy(async ({ device, copy }) => {
    const session = await device.openSession(BOSS)
    await copy.users.change(owner, { name: 'boss', to: 'chief', mayChangePassword: false })
    const found = await between(device, copy)
    const fields = ['name', 'mayChangePassword']
    expect(found).toEqual([{ subject: 'user', kind: 'changed', name: 'chief', was: 'boss', fields }])
    expect(await download(copy, device, { is: 'session', session })).toEqual({ applied: 1, refused: [] })
    expect(device.userOf(session)).toBe('chief')
  })
})

test('names that differ in case alone become one another', async () => {
  await withCopy(async ({ device, copy }) => {
    await copy.users.add(owner, { name: 'Anna', password: 'password of anna', groups: ['Watch'] })
    await device.users.add(owner, { name: 'anna', password: 'elsewhere', groups: ['Service'] })
    await copy.groups.rename(owner, { name: 'Watch', to: 'WATCH' })
    expect(await download(copy, device)).toMatchObject({ refused: [] })
    expect(await between(device, copy)).toEqual([])
    await device.openSession({ name: 'Anna', password: 'password of anna' })
  })
})

test('memberships that an earlier user left behind are not those of the one who arrives', async () => {
  const groups = ['g,Administrator,0x00000000', 'g,Watch,0x00000000', 'a,Administrator,u=boss']
  const objects = Buffer.from('#Object,GroupRights(group=,rights=,deniedrights=)')
  const [boss, anna] = ['boss', 'anna'].map((name) => `u,${name},0x00002000,9,${name}`)
  const there = {
    users: checked('UserDB', [boss ?? '']),
    groups: checked('GroupDB', [...groups, 'a,Administrator,u=anna', 'a,Watch,u=anna']),
    objects,
  }
  const wanted = {
    users: checked('UserDB', [boss ?? '', anna ?? '']),
    groups: checked('GroupDB', [...groups, 'a,Watch,u=anna']),
    objects,
  }
  await withManagers([there, wanted], async ([device, copy]) => {
    expect(await between(device, copy)).toMatchObject([{ subject: 'user', kind: 'added' }, { group: 'Watch' }])
    expect(await download(copy, device)).toEqual({ applied: 2, refused: [] })
    expect((await device.users.list(owner)).find(({ name }) => name === 'anna')?.groups).toEqual(['Watch'])
  })
})

test('cancelling leaves what was done and says of everything else that it was cancelled', async () => {
  await withCopy(async ({ device, copy }) => {
    for (const name of ['Painters', 'Movers']) await copy.groups.add(owner, name)
    await copy.users.add(owner, { name: 'anna', password: 'password of anna', groups: ['Painters'] })
    const stop = new AbortController()
    const work: Work = { signal: stop.signal, progress: (done) => done === 2 && stop.abort() }
    const done = await download(copy, device, owner, work)
    expect(done.applied).toBe(2)
    expect(done.refused.map(({ difference, code }) => [difference.subject, code])).toEqual([
      ['user', 'cancelled'],
      ['member', 'cancelled'],
    ])
    expect((await device.groups.list(owner)).map(({ name }) => name)).toEqual(expect.arrayContaining(['Movers']))
    expect((await device.users.list(owner)).map(({ name }) => name)).toEqual(['boss'])
    expect(await between(device, copy)).toHaveLength(2)
  })
})

test('of many memberships only those of users who are not there are refused', async () => {
  await withCopy(async ({ device, copy }) => {
    const names = Array.from({ length: 300 }, (_, index) => `user ${index}`)
    for (const name of names) await copy.users.add(owner, { name, password: `password of ${name}`, groups: ['Watch'] })
    for (const name of ['USER 7', 'USER 200']) {
      await device.users.add(owner, { name, password: `elsewhere`, groups: ['Administrator'] })
    }
    const found = (await between(device, copy)).filter(({ kind }) => kind === 'added')
    const done = await applyDifferences({ from: managerSource(copy), to: device, actor: owner, differences: found })
    expect(done.refused.map(({ code, details }) => [code, details['name']])).toEqual([
      ['not-found', 'user 7'],
      ['not-found', 'user 200'],
    ])
    expect(await device.users.list(owner)).toHaveLength(301)
    expect(await download(copy, device)).toMatchObject({ refused: [] })
    expect((await device.users.list(owner)).map(({ name }) => name).toSorted()).toEqual(['boss', ...names].toSorted())
  })
})
