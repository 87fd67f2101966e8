const UNITS: Record<string, number> = {
  s: 1,
  sec: 1,
  sek: 1,
  second: 1,
  seconds: 1,
  sekunde: 1,
  sekunden: 1,
  m: 60,
  min: 60,
  minute: 60,
  minutes: 60,
  minuten: 60,
  h: 3600,
  std: 3600,
  hour: 3600,
  hours: 3600,
  stunde: 3600,
  stunden: 3600,
}

/** Seconds of `5:00`, `1:30:00`, `300`, `300 s`, `5 min`, `1 h`, `off`; undefined for anything else. */
export function readDuration(text: string): number | undefined {
  const typed = text.trim().toLowerCase()
  if (typed === 'off' || typed === 'aus') return 0
  const clock = /^(?:(\d{1,4}):)?(\d{1,5}):([0-5]\d)$/u.exec(typed)
  if (clock) {
    const [, hours, minutes, seconds] = clock
    if (hours !== undefined && Number(minutes) > 59) return undefined
    return Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds)
  }
  const [, number, unit] = /^(\d{1,7})\s*([a-z]*)$/u.exec(typed) ?? []
  const factor = unit === '' ? 1 : UNITS[unit ?? '']
  return number === undefined || factor === undefined ? undefined : Number(number) * factor
}

/** `5:00`, from an hour on `1:00:00`; `0` for off. */
export function writeDuration(seconds: number): string {
  if (seconds === 0) return '0'
  const two = (part: number): string => String(part).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  return hours === 0 ? `${minutes}:${two(seconds % 60)}` : `${hours}:${two(minutes)}:${two(seconds % 60)}`
}

/** A whole number from 0 to `most`. */
export function readCount(text: string, most: number): number | undefined {
  const typed = text.trim()
  return /^\d{1,6}$/u.test(typed) && Number(typed) <= most ? Number(typed) : undefined
}
