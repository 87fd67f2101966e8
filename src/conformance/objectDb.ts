import type { ObjectDb } from '../main/usermgmt/backends'
import { checksOf, collect, demand, leaveEarly, sideBySide } from './check'
import { closureOf, heldObjects, inOrder, type ObjectAbility, type ObjectDbConformance } from './heldObjects'
import { objectDbConfigChecks } from './objectDbConfig'

/** What every object database keeps to, as far as its abilities go. */
export function objectDbConformance(about: ObjectDbConformance): void {
  const lacks = (ability: ObjectAbility): boolean => about.without?.includes(ability) ?? false
  const check = checksOf(about)

  check('offers what was said of it', async ({ db, config, objects }) => {
    demand(config !== undefined, !lacks('config'), 'A configuration half is there unless `without` names `config`.')
    if (lacks('config')) {
      demand((objects?.length ?? 0) > 0, true, 'Without a configuration half `objects` names those it holds.')
    }
    const said = objects?.map(({ name, entries }) => ({ name, entries: inOrder(entries) }))
    if (said) demand(await heldObjects(db), said, 'It holds the objects it was said to hold.')
  })

  check('each object is listed once, and asking for one entry agrees with listing them', async ({ db }) => {
    const held = await heldObjects(db)
    const names = held.map(({ name }) => name)
    demand(new Set(names).size, names.length, 'ObjectDb.objects gives each name once.')
    const groups = [
      ...new Set(held.flatMap(({ entries }) => entries.map(([group]) => group))),
      'conformance none',
      '__proto__',
    ]
    for (const { name, entries } of held.slice(0, 100)) {
      demand(db.hasObject(name), true, 'hasObject knows what is listed.')
      const own = new Map(entries)
      for (const group of groups) demand(db.masks(name, group), own.get(group), 'masks says what the listing says.')
    }
    for (const name of ['', '__proto__', 'constructor', 'Device.conformance none']) {
      if (names.includes(name)) continue
      demand(db.hasObject(name), false, 'hasObject knows what is not there.')
      demand(db.masks(name, 'constructor'), undefined, 'An object that is not there has no entries.')
    }
  })

  check('the check is made by what its own entries say, object by object up to the root', async ({ db }) => {
    const held = await heldObjects(db)
    for (const { name, entries } of held.slice(0, 100)) {
      for (const [group, masks] of entries) {
        const decided = db.decide(closureOf(group), name)
        demand((masks.denied & ~decided.denied) >>> 0, 0, 'What is denied on the object itself is denied.')
        const granted = (masks.granted & ~masks.denied) >>> 0
        demand(
          (granted & ~decided.granted) >>> 0,
          0,
          'What is granted on the object itself, and not denied there, is granted.',
        )
      }
      demandUnsigned(db, name)
    }
    const everything = {
      ...closureOf('conformance none', 'Administrator'),
      administrator: ['conformance none', 'Administrator'],
    }
    for (const name of ['Device', '/', 'Device.conformance none']) {
      demand(
        db.decide(everything, name),
        { granted: 0xffffffff, denied: 0 },
        'Whoever is in Administrator has everything.',
      )
      demand(
        db.explain(everything, name, 'modify'),
        { is: 'administrator', via: ['conformance none', 'Administrator'] },
        'The reason for everything is the chain of groups to Administrator.',
      )
    }
  })

  check('a listing that is left early lets go, and two at the same time do not disturb each other', async ({ db }) => {
    const names = (await collect(db.objects())).map(({ name }) => name)
    for (const how of ['break', 'throw'] as const) {
      demand((await leaveEarly(db.objects(), how))?.name, names[0], 'A listing begins with the first object.')
    }
    const [one, other] = await sideBySide(db.objects(), db.objects())
    demand(
      [one, other].map((listing) => listing.map(({ name }) => name)),
      [names, names],
      'Each listing has its own place.',
    )
  })

  if (!lacks('config')) objectDbConfigChecks(about, lacks)
}

function demandUnsigned(db: ObjectDb, name: string): void {
  const { granted, denied } = db.decide(closureOf('conformance none'), name)
  demand(
    [granted >= 0, denied >= 0, (granted & denied) >>> 0],
    [true, true, 0],
    'Masks are unsigned, and no bit is in both.',
  )
}
