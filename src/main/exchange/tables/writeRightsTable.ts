import { AppError } from '../../../contract/errors'
import type { Content, ContentObject } from '../../usermgmt/transfer/content'
import { breathing } from './breathe'
import { guardedText } from './cellText'
import { OBJECT_HEADING } from './columns'
import { NO_RIGHTS, rightWords } from './rightWords'
import { writeTable, type TableWriting } from './writeTable'

/**
 * Objects and the rights of every group on them as a table (docs/tables.md): all groups of the content, then those that are
 * gone and left rights behind. Fails with `cancelled`, and with `not-available` where the content has no objects.
 */
export async function writeRightsTable({ objects, groups }: Content, writing: TableWriting): Promise<Uint8Array> {
  if (objects === undefined) throw new AppError('not-available', { method: 'objects.list' })
  const breathe = breathing(writing.work?.signal)
  const columns = new Set(groups?.map(({ name }) => name))
  for (const [index, { entries }] of objects.entries()) {
    if (index % 1024 === 0) await breathe()
    for (const { group } of entries) columns.add(group)
  }
  return writeTable(rows(objects, [...columns]), objects.length, writing)
}

function* rows(objects: readonly ContentObject[], groups: readonly string[]): Iterable<string[]> {
  const places = new Map(groups.map((group, index) => [group, index + 1]))
  yield [OBJECT_HEADING, ...groups.map(guardedText)]
  for (const { name, entries } of objects) {
    const row = [guardedText(name), ...groups.map(() => '')]
    for (const { group, ...masks } of entries) row[places.get(group) ?? 0] = rightWords(masks)
    // Excel leaves off separators at the end of rows where the last column is empty in sixteen rows at a time.
    if (row.at(-1) === '') row[row.length - 1] = NO_RIGHTS
    yield row
  }
}
