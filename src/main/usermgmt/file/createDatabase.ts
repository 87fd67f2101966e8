import { resolve } from 'node:path'
import { disk, type FileSystem } from '../../state/fileSystem'
import { ALL_RIGHTS, RIGHT_BITS } from '../rights'
import type { Masks } from '../backends'
import { inWords } from './fileFailure'
import { withFolderLock } from './folderLock'
import { groupRow, groupsBytes, type GroupRow } from './groupRows'
import { objectRow, objectsBytes, type ObjectRow } from './objectRows'
import { RUNTIME_ENDS } from './textLines'
import { usersBytes } from './userRows'
import { refuseDatabaseIn, writeFolder } from './writeFolder'

const VIEW: Masks = { granted: RIGHT_BITS.view, denied: 0 }
const EVERYTHING: Masks = { granted: ALL_RIGHTS, denied: 0 }
/** Add/Remove on Device would otherwise reach users, certificates and the shell. */
const VIEW_AT_MOST: Masks = { granted: 0, denied: (ALL_RIGHTS & ~RIGHT_BITS.view) >>> 0 }

const GROUPS = ['Administrator', 'Developer', 'Service', 'Watch'] as const
type Entries = Partial<Record<(typeof GROUPS)[number], Masks>>

/** Objects and rights of a new database (user-management 6). */
const OBJECTS: readonly (readonly [name: string, entries?: Entries])[] = [
  [
    'Device',
    {
      Administrator: EVERYTHING,
      Developer: { granted: RIGHT_BITS.view | RIGHT_BITS.addRemove, denied: 0 },
      Service: VIEW,
      Watch: VIEW,
    },
  ],
  ['Device.Logger'],
  ['Device.Logger.AuditLogger'],
  ['Device.PlcLogic', { Administrator: EVERYTHING, Developer: EVERYTHING, Service: VIEW }],
  ['Device.PlcLogic.__Backup&Restore'],
  ['Device.PlcShell', { Developer: VIEW_AT_MOST }],
  ['Device.RemoteConnections'],
  ['Device.RemoteConnections.OPCUAServer'],
  ['Device.Settings'],
  ['Device.Settings.SecuritySettings', { Developer: VIEW_AT_MOST }],
  ['Device.UserManagement', { Developer: VIEW_AT_MOST }],
  ['Device.UserManagement.Access Rights'],
  ['Device.UserManagement.Groups'],
  ...GROUPS.map((group) => [`Device.UserManagement.Groups.${group}`] as const),
  ['Device.UserManagement.Users'],
  ['Device.X509', { Developer: VIEW_AT_MOST }],
  ...[
    'CreateCertificateSigningRequest',
    'CreateSelfSignedCertificate',
    'DeleteCertificate',
    'ExportCertificate',
    'ExportPkcs12Keystore',
    'GetStatus',
    'ImportCertificate',
    'ImportPkcs12Keystore',
    'ListCertificates',
    'ListUseCases',
    'MoveCertificate',
  ].map((name) => [`Device.X509.${name}`] as const),
  ['/', { Administrator: EVERYTHING, Developer: EVERYTHING, Service: EVERYTHING, Watch: VIEW }],
  ['/PlcLogic'],
]

/** Writes a new database without any user into a new folder or one that has none; refuses to replace one. */
export async function createDatabase(folder: string, { fs = disk }: { fs?: FileSystem } = {}): Promise<void> {
  const to = resolve(folder)
  await refuseDatabaseIn(fs, to)
  await inWords(to, () => fs.mkdir(to))
  await withFolderLock(
    to,
    async (lock) => {
      await refuseDatabaseIn(fs, to)
      await writeFolder({ fs, folder: to, lock, wanted: newDatabaseBytes(), accept: undefined })
    },
    { fs },
  )
}

function newDatabaseBytes() {
  const groups: GroupRow[] = GROUPS.map((name) => groupRow(name))
  const objects: ObjectRow[] = OBJECTS.map(([name, entries = {}]) => objectRow(name, new Map(Object.entries(entries))))
  return {
    users: usersBytes([], RUNTIME_ENDS),
    groups: groupsBytes(groups, RUNTIME_ENDS),
    objects: objectsBytes(objects, RUNTIME_ENDS),
  }
}
