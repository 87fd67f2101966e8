const QUOTES = new Map([
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['„', '“'],
  ['‘', '’'],
  ['«', '»'],
])
const WORD = /[\p{L}\p{N}_]/u
const LINE_END = /[\n\r]/
/** Not a slash alone, nor one at the end. */
const SEPARATED = /[\\/][^\\/]/
const EXTENSION = /\.[a-z][\da-z]{0,9}$/i
/** How many words are looked at after a space; between two separators of one path there are hardly more. */
const WORDS_AHEAD = 24

/** Where the address that starts at `at` ends; a password in it may hold spaces. */
export function endOfUrl(text: string, at: number): number {
  const quoted = closingQuote(text, at)
  if (quoted !== undefined) return quoted
  if (/^file:/i.test(text.slice(at, at + 5))) return endOfPath(text, at)
  let end = endOfRun(text, at)
  for (const word of wordsAfter(text, end)) {
    if (word.text.includes('://')) break
    if (word.text.includes('@')) end = word.end
  }
  return end
}

/** Where the path that starts at `at` ends: at the closing quote, or where it can no longer go on over a space. */
export function endOfPath(text: string, at: number): number {
  const quoted = closingQuote(text, at)
  if (quoted !== undefined) return quoted
  let end = endOfRun(text, at)
  for (let further = goesOnTo(text, at, end); further > end; further = goesOnTo(text, at, end)) end = further
  if (EXTENSION.test(text.slice(Math.max(at, end - 12), end))) return end
  // `C:\Users\Anna Maria denied`: the rest of a name is taken, the sentence goes on with one of its usual words.
  for (const word of wordsAfter(text, end)) {
    if (isSentence(word.text) || ends(text, word)) break
    end = word.end
    if (word.punctuated) break
  }
  return end
}

/** The end of a later word that belongs to the path for sure: with a separator, or a file name. */
function goesOnTo(text: string, start: number, end: number): number {
  const named = EXTENSION.test(text.slice(Math.max(start, end - 12), end))
  let sentence = false
  for (const word of wordsAfter(text, end)) {
    if (ends(text, word)) break
    if (SEPARATED.test(word.text) || word.text.endsWith('\\')) return word.end
    sentence ||= isSentence(word.text)
    if (EXTENSION.test(word.text) && !(named && sentence)) return word.end
  }
  return end
}

/** Another path, address, NodeId, date or phrase begins. */
function ends(text: string, word: Word): boolean {
  const first = text.slice(word.start, word.start + 64)
  return (
    /^["'`“„‘«(<[{]*(?:\.{0,2}[\\/]\S|[a-z]:[\\/]|~[\\/]|[a-z][\da-z+.-]{0,30}:\/\/)/i.test(first) ||
    /^["'`“„‘«([{]*(?:ns|nsu|[\w-]{1,30})=/.test(first) ||
    /^\d+(?:\/\d+)+$/.test(word.text) ||
    PHRASES.has(word.text.toLowerCase())
  )
}

const PHRASES = new Set(['and/or', 'either/or', 'n/a', 'read/write', 'yes/no', 'on/off', 'true/false', 'i/o', 'tcp/ip'])

const SENTENCE_WORDS = new Set(
  (
    'a access after already an and are as at be because been before but by can cannot could denied did do does error ' +
    'exists expired failed for found from had has have if in invalid is it missing must no not of on or permission ' +
    'refused rejected should than that the this timed to too unknown was were when while will with without would'
  ).split(' '),
)

function isSentence(word: string): boolean {
  return SENTENCE_WORDS.has(word.toLowerCase()) || /^[([{–—-]/.test(word)
}

/** `text` and `end` without the punctuation after it. */
type Word = { text: string; start: number; end: number; punctuated: boolean }

/** Words after a space on the same line; nothing after a closing quote, or a colon or the like that ends a sentence. */
function* wordsAfter(text: string, from: number): Generator<Word> {
  for (let at = from, count = 0; count < WORDS_AHEAD; count++) {
    // A comma may stand in a name; a colon, a stop and the like before a space end what was said.
    while (text[at] === ',' || text[at] === ';') at++
    let start = at
    while (start < text.length && /[^\S\n\r]/.test(text[start] ?? '')) start++
    if (start === at || start >= text.length || LINE_END.test(text[start] ?? '')) return
    const end = endOfRun(text, start)
    if (end === start) return
    const next = text[end] ?? ' '
    yield { text: text.slice(start, end), start, end, punctuated: /[^\s]/.test(next) }
    at = end
  }
}

/** A run without spaces, quotes and the punctuation that closes it. */
function endOfRun(text: string, at: number): number {
  let end = at
  while (end < text.length && !endsRun(text, end)) end++
  const least = Math.max(at, end - MOST_CLOSERS)
  for (; end > least; end--) {
    const last = text[end - 1] ?? ''
    const opener = OPENERS.get(last)
    if (!/[.,;:!?]/.test(last) && (opener === undefined || text.slice(at, end).includes(opener))) break
  }
  return end
}

const MOST_CLOSERS = 8
const OPENERS = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
])

function endsRun(text: string, at: number): boolean {
  const sign = text[at] ?? ''
  // Names such as O’Brien go on after an apostrophe.
  if (sign === "'" || sign === '’') return !WORD.test(text[at + 1] ?? '')
  return /[\s"`<>|“”„«»]/.test(sign)
}

/** The closing quote when what starts here is quoted and the quote is closed on the same line. */
function closingQuote(text: string, at: number): number | undefined {
  const closing = QUOTES.get(text[at - 1] ?? '')
  if (closing === undefined) return undefined
  for (let end = at; end < text.length && !LINE_END.test(text[end] ?? ''); end++) {
    if (text[end] === closing && !WORD.test(text[end + 1] ?? '')) return end
  }
  return undefined
}
