/** Rows of folders with a key for each; a folder that was named twice has two. */
export function keyed<T extends { folder: string }>(rows: readonly T[]): (T & { key: string })[] {
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const times = seen.get(row.folder) ?? 0
    seen.set(row.folder, times + 1)
    return { ...row, key: times === 0 ? row.folder : `${row.folder} ${times}` }
  })
}
