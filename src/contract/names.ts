/** Every method a program or a page may call. No imports here, so the preload carries the list whole. */
export const METHODS = [
  'app.about',
  'app.leave',
  'settings.read',
  'settings.change',
  'recent.forget',
  'folders.complete',
  'folders.pick',
  'work.cancel',
  'databases.list',
  'databases.open',
  'databases.openSample',
  'databases.create',
  'databases.state',
  'databases.close',
  'databases.save',
  'databases.saveCopy',
  'databases.reload',
  'databases.undo',
  'databases.redo',
  'databases.changes',
  'databases.check',
  'databases.explain',
  'users.list',
  'users.add',
  'users.change',
  'users.setPassword',
  'users.setGroups',
  'users.remove',
  'users.import',
  'users.verify',
  'groups.list',
  'groups.add',
  'groups.rename',
  'groups.remove',
  'groups.addMember',
  'groups.removeMember',
  'groups.changeMembers',
  'groups.import',
  'objects.list',
  'objects.add',
  'objects.remove',
  'rights.set',
  'rights.byObject',
  'rights.matrix',
  'rights.person',
  'rights.why',
] as const

export type MethodName = (typeof METHODS)[number]

/** Everything the program says unasked. An event says what changed; whoever cares asks again. */
export const EVENTS = [
  'databases.changed',
  'places.changed',
  'settings.changed',
  'work.progress',
  'app.leaving',
] as const

export type EventName = (typeof EVENTS)[number]

/** The two IPC channels between a desktop page and the program. */
export const CHANNELS = { request: 'keyswitch:request', event: 'keyswitch:event' } as const
