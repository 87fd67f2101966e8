import { endOfPath, endOfUrl } from './secretEnds'

const LONGEST = 500

/**
 * Text for an error or the log (seed 000, 6): addresses become `[url]`, Unix, Windows and UNC paths `[path]`, with spaces
 * in them too; NodeIds, dates, ratios and “and/or” stay. At most 500 UTF-16 units, never half a character. A last line of
 * defence: where a path without quotes ends is a guess, and the guess is for more.
 */
export function cleanText(text: string): string {
  const plain = text.toWellFormed()
  let clean = ''
  for (let at = 0; at < plain.length && clean.length <= LONGEST;) {
    const found = findAt(plain, at)
    clean += found.is === 'plain' ? plain.slice(at, Math.min(found.end, at + LONGEST + 1)) : `[${found.is}]`
    at = found.end
  }
  // Whoever reads a log or a terminal must not be written to by what stands in it.
  return cut(clean.replaceAll(CONTROL, ' '))
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g
const WORD = /[\p{L}\p{N}_]/u
/** OPC 10000-6, 5.3.1.10: everything after `s=` is the identifier, slashes included. */
const NODE_ID = /ns(?:=\d{1,10}|u=urn:[^;\s/\\]{0,200});[isgb]=[^\s"'`<>,)\]}]*/y
const SCHEME = /[a-z][\da-z+.-]{0,30}:\/\//iy
const ABSOLUTE = /(?:[a-z]:)?[\\/][^\s>)\]}"'`,;:]|~[\w.-]{0,64}[\\/]|\.{1,2}[\\/]/iy
const RUN = /[^\s"'`<>,;()[\]|=]+/y
const RUN_ENDS = /[\s"'`<>,;()[\]|=]/

type Found = { is: 'plain' | 'url' | 'path'; end: number }

function findAt(text: string, at: number): Found {
  const before = text[at - 1] ?? ' '
  if (!WORD.test(before)) {
    const node = match(NODE_ID, text, at)
    if (node) return { is: 'plain', end: at + node.length }
    if (match(SCHEME, text, at)) return { is: 'url', end: endOfUrl(text, at) }
    if (match(ABSOLUTE, text, at)) return { is: 'path', end: endOfPath(text, at) }
  }
  if (RUN_ENDS.test(before)) {
    const run = match(RUN, text, at)
    if (run !== undefined && isRelativePath(run)) return { is: 'path', end: endOfPath(text, at) }
  }
  const sign = text.codePointAt(at) ?? 0
  return { is: 'plain', end: at + (sign > 0xffff ? 2 : 1) }
}

/** `certs/key.pem`, `.ssh\key`, `home/anna/key`; not `and/or`, `3/4` or `2026/11/21`. */
function isRelativePath(run: string): boolean {
  if (/[^\\]\\[^\\]/.test(run)) return true
  if (!run.includes('/') || /^\d+(?:\/\d+)+(?:T[\d:.]+Z?)?[.:!?]*$/.test(run)) return false
  return /[^/]\/[^/]+\/[^/]/.test(run) || /\/[^/]*\.[a-z][\da-z]{0,9}[.:!?]*$/i.test(run)
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

function cut(text: string): string {
  if (text.length <= LONGEST) return text
  const last = text.codePointAt(LONGEST - 1) ?? 0
  return text.slice(0, last > 0xffff ? LONGEST - 1 : LONGEST)
}
