import type { Lang } from '../text/language'

const LOCALES = { en: 'en-GB', de: 'de-DE' } as const
const clocks = (lang: Lang, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(LOCALES[lang], options)

const SECOND = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const
const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 } as const
const DAY = { year: 'numeric', month: 'short', day: '2-digit' } as const
const CLOCKS = { en: clocks('en', CLOCK), de: clocks('de', CLOCK) }
const DAYS = { en: clocks('en', DAY), de: clocks('de', { ...DAY, month: '2-digit' }) }

const SECONDS = { en: clocks('en', SECOND), de: clocks('de', SECOND) }

/** Day and time to the second. */
export function momentText(at: number, lang: Lang): string {
  return isTime(at) ? `${DAYS[lang].format(at)} ${SECONDS[lang].format(at)}` : '–'
}

/** Day and time to the millisecond. */
export function timeText(at: number, lang: Lang): string {
  return `${dayText(at, lang)} ${clockText(at, lang)}`
}

export function dayText(at: number, lang: Lang): string {
  return isTime(at) ? DAYS[lang].format(at) : '–'
}

/** The time of day to the millisecond. */
export function clockText(at: number, lang: Lang): string {
  return isTime(at) ? CLOCKS[lang].format(at) : '–'
}

/** A server can say times that no calendar has. */
function isTime(at: number): boolean {
  return Math.abs(at) <= 8.64e15
}
