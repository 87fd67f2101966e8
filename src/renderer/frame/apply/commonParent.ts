/** The folder all of these lie in, with its separator at the end; undefined for fewer than two, or with nothing in common. */
export function commonParent(folders: readonly string[]): string | undefined {
  const [first, ...others] = folders
  if (first === undefined || others.length === 0) return undefined
  let end = parentEnd(first)
  for (const folder of others) {
    // A folder that lies in another one of them keeps its own name.
    end = Math.min(end, parentEnd(folder))
    while (end > 0 && (!isSeparator(folder[end - 1]) || folder.slice(0, end) !== first.slice(0, end)))
      end = end === 1 ? 0 : parentEnd(first.slice(0, end - 1))
  }
  return end > 0 ? first.slice(0, end) : undefined
}

/** How much of a path comes before its last name. */
function parentEnd(path: string): number {
  return Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1
}

function isSeparator(sign: string | undefined): boolean {
  return sign === '/' || sign === '\\'
}
