import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { CONTENT_POLICY, PRESSABLE_STYLE } from '../../src/main/bridge/pagePolicy'

it('the one style sheet the component library writes is allowed by its hash', async () => {
  const source = await readFile(
    new URL('../../node_modules/react-aria/dist/private/interactions/usePress.mjs', import.meta.url),
    'utf8',
  )
  const attribute = /PRESSABLE_ATTRIBUTE = '([^']+)'/.exec(source)?.[1] ?? ''
  const text = /style\.textContent = `([^`]+)`\.trim\(\)/.exec(source)?.[1] ?? ''
  const sheet = text.replace(/\$\{[^}]+\}/, attribute).trim()
  expect(PRESSABLE_STYLE).toBe(`sha256-${createHash('sha256').update(sheet).digest('base64')}`)
})

it('a page loads and asks nobody but its own program, runs no written-in script and is framed by nobody', () => {
  const policy = Object.fromEntries(
    CONTENT_POLICY.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1)]),
  )
  expect(policy['default-src']).toEqual(["'none'"])
  expect(policy['script-src']).toEqual(["'self'"])
  expect(policy['connect-src']).toEqual(["'self'"])
  for (const closed of ['frame-ancestors', 'base-uri', 'form-action']) expect(policy[closed]).toEqual(["'none'"])
  expect(CONTENT_POLICY).not.toMatch(/unsafe|\*|https?:/)
})
