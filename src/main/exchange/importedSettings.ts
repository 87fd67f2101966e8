import { AppError } from '../../contract/errors'
import type { SettingDifference, ToldError } from '../../contract/exchange'
import type { Security } from '../../contract/security'
import type { Peer } from '../bridge/handler'
import type { Snapshot } from '../usermgmt/transfer/snapshot'
import type { Reading } from './reading'

/** The security settings that belong to a database, and how a peer changes them; absent where they can only be read. */
export type DatabaseSettings = {
  read: () => Promise<Partial<Security>>
  change?: (peer: Peer, to: Partial<Security>) => Promise<void>
}

const NOTHING: Snapshot = { users: new Map(), groups: new Map(), objects: new Map() }

const SETTINGS = [
  'authenticationType',
  'rsaKeyLength',
  'enforce',
  'editTimeout',
  'passwordPolicy',
  'loginLock',
] as const satisfies readonly (keyof Security)[]

/** Settings that a file says something about and that are otherwise now; what is not known now is empty. */
export function settingDifferences(now: Partial<Security>, wanted: Partial<Security>): SettingDifference[] {
  return SETTINGS.flatMap((setting) => {
    if (wanted[setting] === undefined) return []
    const [before, after] = [textOf(now[setting]), textOf(wanted[setting])]
    return before === after ? [] : [{ setting, before, after }]
  })
}

/**
 * Changes the settings of a database to what a file says of them, and gives why not where that failed; undefined where
 * nothing is to be changed. Whoever may not change settings is told here already, before anything else is taken over.
 */
export async function settingsToChange(
  { read, change }: DatabaseSettings,
  reading: Reading,
  peer: Peer,
): Promise<(() => Promise<ToldError | undefined>) | undefined> {
  if (!change || !reading.parts.includes('settings')) return undefined
  const wanted = reading.over(NOTHING).settings ?? {}
  const differences = settingDifferences(await read(), wanted)
  if (differences.length === 0) return undefined
  await change(peer, {})
  const to: Partial<Security> = Object.fromEntries(differences.map(({ setting }) => [setting, wanted[setting]]))
  return async () => {
    try {
      await change(peer, to)
      return undefined
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return told(error)
    }
  }
}

function told({ code, details }: AppError): ToldError {
  const copied = Object.entries(details).map(([key, value]) => [key, isList(value) ? [...value] : value])
  return { code, details: Object.fromEntries(copied) }
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value)
}

function textOf(value: Security[keyof Security] | undefined): string {
  if (value === undefined) return ''
  return typeof value === 'object' ? `${value.attempts} / ${value.seconds} s` : String(value)
}
