import { ACCESS, DATABASES, GROUPS, USERS } from '../../contract/row'
import { ADMINISTRATOR } from '../../contract/nameRules'
import { RIGHTS, type Right } from '../../contract/rights'
import type { ListedObject, Masks } from './backends'
import { ALL_RIGHTS, RIGHT_BITS } from './rights'

/**
 * Rights that a well-known object uses; any other object uses all four. *Inferred* from public vendor help (Access
 * Rights page: the logger is read only; of the shell only Modify is evaluated; the OPC UA server's services map to View,
 * Modify and Execute), since no public field of the file says it. Changes what pages hatch, never the evaluation.
 */
const USED_RIGHTS: ReadonlyMap<string, readonly Right[]> = new Map([
  ['Device.Logger', ['view']],
  ['Device.Logger.AuditLogger', ['view']],
  ['Device.PlcShell', ['modify']],
  ['Device.RemoteConnections.OPCUAServer', ['view', 'modify', 'execute']],
])

/** The rights an object uses (user-management 6). */
export function usedRights(object: string): readonly Right[] {
  return USED_RIGHTS.get(object) ?? RIGHTS
}

/** The object that protects a group (user-management 6). */
export function groupObject(group: string): string {
  return `${GROUPS}.${group}`
}

/** What a new database holds (user-management 6): groups and objects in file order, no user. */
export type NewDatabase = { groups: readonly string[]; objects: readonly ListedObject[] }

const DEVELOPER = 'Developer'
const SERVICE = 'Service'
const WATCH = 'Watch'
const NEW_GROUPS: readonly string[] = [ADMINISTRATOR, DEVELOPER, SERVICE, WATCH]

const everything: Masks = { granted: ALL_RIGHTS, denied: 0 }
const view: Masks = { granted: RIGHT_BITS.view, denied: 0 }
const viewAndAddRemove: Masks = { granted: RIGHT_BITS.view | RIGHT_BITS.addRemove, denied: 0 }
/** Add/Remove on Device would otherwise reach down to users, certificates and the shell. */
const viewAtMost: Masks = { granted: 0, denied: (ALL_RIGHTS & ~RIGHT_BITS.view) >>> 0 }

function object(name: string, entries: Record<string, Masks> = {}): ListedObject {
  return { name, entries: new Map(Object.entries(entries)) }
}

const CERTIFICATE_COMMANDS = [
  'ImportCertificate',
  'ExportCertificate',
  'DeleteCertificate',
  'MoveCertificate',
  'ListCertificates',
  'ListUseCases',
  'CreateSelfSignedCertificate',
  'CreateCertificateSigningRequest',
  'GetStatus',
  'ImportPkcs12Keystore',
  'ExportPkcs12Keystore',
]

/** Tree, groups and rights of a new database (user-management 6). */
export const NEW_DATABASE: NewDatabase = {
  groups: NEW_GROUPS,
  objects: [
    object('Device', {
      [ADMINISTRATOR]: everything,
      [DEVELOPER]: viewAndAddRemove,
      [SERVICE]: view,
      [WATCH]: view,
    }),
    object('Device.Logger'),
    object('Device.Logger.AuditLogger'),
    object('Device.PlcLogic', { [ADMINISTRATOR]: everything, [DEVELOPER]: everything, [SERVICE]: view }),
    object('Device.PlcLogic.__Backup&Restore'),
    object('Device.PlcShell', { [DEVELOPER]: viewAtMost }),
    object('Device.RemoteConnections'),
    object('Device.RemoteConnections.OPCUAServer'),
    object('Device.Settings'),
    object('Device.Settings.SecuritySettings', { [DEVELOPER]: viewAtMost }),
    object(DATABASES, { [DEVELOPER]: viewAtMost }),
    object(ACCESS),
    object(GROUPS),
    ...NEW_GROUPS.map((group) => object(groupObject(group))),
    object(USERS),
    object('Device.X509', { [DEVELOPER]: viewAtMost }),
    ...CERTIFICATE_COMMANDS.map((command) => object(`Device.X509.${command}`)),
    object('/', { [ADMINISTRATOR]: everything, [DEVELOPER]: everything, [SERVICE]: everything, [WATCH]: view }),
    object('/PlcLogic'),
  ],
}
