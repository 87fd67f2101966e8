import { DataType, DataValue, StatusCodes, Variant, WellKnownRoles } from 'node-opcua-client'
import { PermissionType } from 'node-opcua-types'
import { addFolder, addVariable, type Plant } from './variables'

/** How long the slow variable and the slow method take, in milliseconds. */
export const SLOW = 2_000

/** Names that look like something else, and variables that are slow or not for everybody. */
export function addNames(plant: Plant): void {
  const device = addFolder(plant, '/Dev/PLC')
  addVariable(plant, device, '/Dev/PLC/Speed', { dataType: DataType.Double, value: 1500 })
  addVariable(plant, device, '/Dev/PLC/C:\\Recipes\\secret.txt', { dataType: DataType.String, value: 'a Windows path' })
  addVariable(plant, device, '/Dev/PLC/opc.tcp://user:pw@host', { dataType: DataType.String, value: 'an address' })

  const umlauts = addFolder(plant, 'Größe')
  addVariable(plant, umlauts, 'Größe/Öl-Temperatur', { dataType: DataType.Float, value: 61.5 })
  addVariable(plant, umlauts, 'Größe/水位 🏭', { dataType: DataType.Int32, value: 7 })
  addVariable(plant, umlauts, 'Größe/a.b:c;d=e [1]', { dataType: DataType.Int32, value: 8 })
  addVariable(plant, umlauts, `Größe/${'lang'.repeat(500)}`, { dataType: DataType.Int32, value: 9 })
}

/** Read and written by engineers only; everybody else is told BadUserAccessDenied. One is read by all and written by engineers. */
export function addGuarded(plant: Plant): void {
  const folder = addFolder(plant, 'Guarded')
  const all = PermissionType.Browse | PermissionType.Read | PermissionType.Write
  const guarded = [
    ['Guarded/Engineers only', PermissionType.Browse],
    ['Guarded/Written by engineers', PermissionType.Browse | PermissionType.Read],
  ] as const
  for (const [path, others] of guarded)
    addVariable(plant, folder, path, { dataType: DataType.Int32, value: 42 }).setRolePermissions([
      { roleId: WellKnownRoles.Engineer, permissions: all },
      { roleId: WellKnownRoles.Anonymous, permissions: others },
      { roleId: WellKnownRoles.AuthenticatedUser, permissions: others },
    ])
}

/** Read in two seconds, while everything else goes on. */
export function addSlow(plant: Plant): void {
  const folder = addFolder(plant, 'Slow')
  const variable = addVariable(plant, folder, 'Slow/Value', { dataType: DataType.Int32, value: 0 }, 'read-only')
  variable.bindVariable(
    {
      timestamped_get: (answer) => {
        setTimeout(() => {
          const value = new Variant({ dataType: DataType.Int32, value: 7 })
          answer(null, new DataValue({ value, statusCode: StatusCodes.Good, sourceTimestamp: new Date() }))
        }, SLOW)
      },
    },
    true,
  )
}

/** A folder with many children, and a chain of folders with one variable at its end. */
export function addBulk(plant: Plant, { children, depth }: { children: number; depth: number }): void {
  const wide = addFolder(plant, 'Wide')
  for (let index = 1; index <= children; index++)
    addVariable(plant, wide, `Wide/${index}`, { dataType: DataType.Int32, value: index }, 'read-only')
  let path = 'Deep'
  let folder = addFolder(plant, path)
  for (let level = 1; level <= depth; level++) {
    path += `/${level}`
    folder = addFolder(plant, path, folder)
  }
  addVariable(plant, folder, 'Deep/bottom', { dataType: DataType.Int32, value: depth })
}
