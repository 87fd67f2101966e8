/** The three runtime files of one folder; users and groups have a second copy each, rights have none (user-management 5). */
export const FILES = {
  users: { name: '.UserDatabase.csv', copy: '.UserDatabase.csv_' },
  groups: { name: '.GroupDatabase.csv', copy: '.GroupDatabase.csv_' },
  objects: { name: '.UserMgmtRightsDB.csv', copy: undefined },
} as const

export type Subject = keyof typeof FILES
export const SUBJECTS: readonly Subject[] = ['users', 'groups', 'objects']

/** Primaries first: the order in which a save puts them in place. */
export const FILE_NAMES: readonly string[] = [
  FILES.users.name,
  FILES.groups.name,
  FILES.objects.name,
  FILES.users.copy,
  FILES.groups.copy,
]

/** The database of runtimes before V3.5 SP16; what was imported is kept under another name (user-management 5). */
export const OLD_FILE = '.UserMgmtDB.csv'
export const OLD_IMPORTED = /^\.UserMgmtDB\.csv\.imported(-\d{1,9})?$/

/** The first free name for an old database that was imported. `names`: what is in the folder. */
export function importedName(names: readonly string[]): string {
  const first = `${OLD_FILE}.imported`
  for (let number = 1; ; number++) {
    const name = number === 1 ? first : `${first}-${number}`
    if (!names.includes(name)) return name
  }
}

/** Held while a program writes to the folder. */
export const LOCK_NAME = '.keyswitch.lock'
/** There while a save is being put in place. */
export const JOURNAL_NAME = '.keyswitch.journal'
/** New contents before they are put in place. */
export const TEMPORARY = /^\.keyswitch-[0-9a-f-]{36}-\d$/

export function temporaryName(save: string, index: number): string {
  return `.keyswitch-${save}-${index}`
}
