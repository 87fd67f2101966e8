import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const SOURCE = join(import.meta.dirname, '../../../src/renderer')
const tokens = readFileSync(join(SOURCE, 'styles/tokens.css'), 'utf8')

/** `--name: light-dark(#light, #dark);` of a part of the sheet. */
function colours(css: string): Map<string, { light: string; dark: string }> {
  const found = new Map<string, { light: string; dark: string }>()
  for (const [, name = '', light = '', dark = ''] of css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/gu))
    found.set(name, { light, dark })
  return found
}

const [plain = '', rest = ''] = tokens.split('@media (prefers-contrast: more)')
const normal = colours(plain)
const strong = new Map([...normal, ...colours(rest)])

describe('colours', () => {
  test('are written in the tokens only', () => {
    const sheets = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.css') && !name.endsWith('tokens.css') && !name.includes('node_modules'),
    )
    expect(sheets.length).toBeGreaterThan(4)
    for (const name of sheets) {
      const css = readFileSync(join(SOURCE, name), 'utf8').replaceAll(/\/\*.*?\*\//gsu, '')
      expect({ name, literals: css.match(/#[\da-f]{3,8}\b|\b(rgb|hsl|oklch|oklab|lab|lch|color)a?\(/giu) }).toEqual({
        name,
        literals: null,
      })
    }
  })

  const TEXT = ['text', 'dim', 'faint', 'accent-text', 'warn']
  const GROUNDS = ['bg', 'pane', 'side', 'sel', 'hover', 'raised', 'warn-ground']
  for (const [contrast, sheet] of [
    ['usual', normal],
    ['high', strong],
  ] as const)
    for (const theme of ['light', 'dark'] as const)
      test(`text is at least 4.5 : 1 on every ground, ${theme}, ${contrast} contrast`, () => {
        const weak: string[] = []
        for (const text of TEXT)
          for (const ground of GROUNDS)
            if (ratio(sheet, text, ground, theme) < 4.5)
              weak.push(`${text} on ${ground}: ${ratio(sheet, text, ground, theme)}`)
        for (const [text, ground] of [
          ['on-accent', 'accent'],
          ['on-accent', 'accent-press'],
          ['on-deny', 'deny'],
          ['grant', 'pane'],
          ['deny', 'pane'],
          ['grant', 'raised'],
          ['deny', 'raised'],
        ] as const)
          if (ratio(sheet, text, ground, theme) < 4.5)
            weak.push(`${text} on ${ground}: ${ratio(sheet, text, ground, theme)}`)
        for (const sign of ['grant', 'deny', 'edge', 'focus', 'accent'].filter((name) => sheet.has(name)))
          for (const ground of ['pane', 'sel', 'bg', 'raised'])
            if (ratio(sheet, sign, ground, theme) < 3)
              weak.push(`${sign} on ${ground}: ${ratio(sheet, sign, ground, theme)}`)
        expect(weak).toEqual([])
      })
})

/** Contrast as WCAG 2 counts it. */
function ratio(sheet: typeof normal, one: string, other: string, theme: 'light' | 'dark'): number {
  const [a, b] = [one, other].map((name) => luminance(sheet.get(name)?.[theme] ?? '#000000'))
  const [high, low] = [Math.max(a ?? 0, b ?? 0), Math.min(a ?? 0, b ?? 0)]
  return Math.round(((high + 0.05) / (low + 0.05)) * 100) / 100
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
