import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { keyswitch } from './person'
import { SAMPLE } from './temporaryFolder'

/** Volumes with a copy of the sample each; the database that is applied has one user and one right more. */
export type Plant = {
  from: string
  volumes: string
  folders: string[]
  /** A volume whose files are cut off in the middle. */
  damaged: string
  /** A volume that is like the database already. */
  same: string
}

/** Makes `count` volumes in a folder; the third is damaged, the last is equal. */
export async function makePlant(place: string, count: number): Promise<Plant> {
  const from = join(place, 'Line 3')
  await cp(SAMPLE, from, { recursive: true })
  await done(
    keyswitch(['db', 'call', from, 'users.add'], { name: 'erin', password: 'Amber Kettle 47', group: 'Watch' }),
  )
  const volumes = join(place, 'volumes')
  const folders = Array.from({ length: count }, (_, index) =>
    join(volumes, `plc-${String(index + 1).padStart(4, '0')}`, 'config'),
  )
  for (const folder of folders) await mkdir(folder, { recursive: true })
  const [damaged = '', same = ''] = [folders[2], folders.at(-1)]
  for (const folder of folders) await cp(folder === same ? from : SAMPLE, folder, { recursive: true })
  const users = await readFile(join(damaged, '.UserDatabase.csv'))
  for (const name of ['.UserDatabase.csv', '.UserDatabase.csv_'])
    await writeFile(join(damaged, name), users.subarray(0, users.length / 2))
  return { from, volumes, folders, damaged, same }
}

async function done(run: ReturnType<typeof keyswitch>): Promise<void> {
  const { code, err } = await run
  if (code !== 0) throw new Error(err)
}
