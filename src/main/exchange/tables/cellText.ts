/** What begins a formula in one of the spreadsheet programs, the wide forms in some of them too. */
const FORMULA = '=+\\-@\\uff1d\\uff0b\\uff0d\\uff20'
/**
 * What a spreadsheet program takes for something else than text at the beginning of a cell: formulas, and what it would
 * turn into numbers, dates and truth values (`007`, `1-2`, `Mar 1`, `TRUE`) and write back as those.
 */
const NOT_TEXT = new RegExp(
  `^(?:[\\t\\r\\n]|\\s*[${FORMULA}]|[\\s(.,$€£]*\\d|(?:true|false|wahr|falsch)$` +
    '|(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)\\p{L}*[ .\\/-]*\\d)',
  'iu',
)
/** The same for formulas where a program that was told of another separator would begin a cell. */
const FORMULA_INSIDE = new RegExp(`([;,\\t\\r\\n])('*)(?= *[${FORMULA}])`, 'gu')
const GUARDED_INSIDE = new RegExp(`([;,\\t\\r\\n])'('*)(?= *[${FORMULA}])`, 'gu')
const LEADING_APOSTROPHES = /^'+/u

/**
 * The text of a cell that no spreadsheet program takes for anything but text: an apostrophe stands before what it would.
 * Texts that are of that form already get one more, so that `plainText` gives back every text as it was.
 */
export function guardedText(text: string): string {
  const guarded = text.replace(FORMULA_INSIDE, "$1'$2")
  return NOT_TEXT.test(guarded.replace(LEADING_APOSTROPHES, '')) ? `'${guarded}` : guarded
}

/** The opposite of `guardedText`; an apostrophe that guards nothing (`'t Hooft`) belongs to the text. */
export function plainText(cell: string): string {
  const isGuarded = cell.startsWith("'") && NOT_TEXT.test(cell.replace(LEADING_APOSTROPHES, ''))
  return (isGuarded ? cell.slice(1) : cell).replace(GUARDED_INSIDE, '$1$2')
}

/** Names in one cell, with `|` between them; `\` before a sign that would be misread. */
export function joinNames(names: readonly string[]): string {
  return names.map((name) => name.replace(/\\(?=[\\|]|$)|\|/gu, '\\$&')).join('|')
}

/** The opposite of `joinNames`; spaces around `|` do not count, and neither does what is empty between two of them. */
export function splitNames(cell: string): string[] {
  const names: string[] = []
  let name = ''
  for (const [piece] of cell.matchAll(/\\[\\|]|\||[^\\|]+|\\/gu)) {
    if (piece === '|') {
      names.push(name)
      name = ''
    } else name += piece === '\\\\' || piece === '\\|' ? piece.slice(1) : piece
  }
  return [...names, name].map((name) => name.replace(/^ +| +$/gu, '')).filter((name) => name !== '')
}
