import { describe, expect, test } from 'vitest'
import { ERRORS, isErrorCode } from '../../../src/contract/errors'
import { activityText } from '../../../src/renderer/text/activity'
import { applyText } from '../../../src/renderer/text/apply'
import { certificatesText } from '../../../src/renderer/text/certificates'
import { desktopText } from '../../../src/renderer/text/desktop'
import { dialogText } from '../../../src/renderer/text/dialogs'
import { exchangeText } from '../../../src/renderer/text/exchange'
import { frameText } from '../../../src/renderer/text/frame'
import { helpText } from '../../../src/renderer/text/help'
import { importText } from '../../../src/renderer/text/import'
import { loginText } from '../../../src/renderer/text/login'
import { openSessionText } from '../../../src/renderer/text/openSession'
import { sentences } from '../../../src/renderer/text/sentences'
import { settingsText } from '../../../src/renderer/text/settings'
import { sessionsText } from '../../../src/renderer/text/sessions'
import { syncText } from '../../../src/renderer/text/sync'
import { usersText } from '../../../src/renderer/text/users'
import { vaultText } from '../../../src/renderer/text/vault'

const DETAILS = {
  subject: 'user',
  name: 'anna',
  fault: 'sign',
  folder: '/filler',
  file: '.UserDatabase.csv',
  files: ['.UserDatabase.csv'],
  missing: ['length'],
  path: ['A', 'B', 'A'],
  right: 'view',
  object: 'Device',
  method: 'users.add',
  fields: ['name'],
  problem: 'checksum',
  line: 3,
  code: 'EIO',
  count: 2,
  by: 'x',
  port: 1,
  reference: '7',
  types: ['asymmetric'],
}

describe('both languages', () => {
  test.each(Object.keys(ERRORS).filter(isErrorCode))('say %s in full sentences of their own', (code) => {
    // Only here the problem is a whole sentence.
    const details = code === 'back-end-refused' ? { problem: 'It exports nothing.' } : DETAILS
    const english = sentences.en.error(code, details)
    const german = sentences.de.error(code, details)
    for (const text of [english, german]) {
      expect(text).toMatch(/[.]$/u)
      expect(text).not.toMatch(/undefined|null|\[object/u)
    }
    expect(german).not.toBe(english)
  })

  test.each([
    ['frame', frameText],
    ['dialogs', dialogText],
    ['users', usersText],
    ['import', importText],
    ['files in and out', exchangeText],
    ['help', helpText],
    ['sessions', sessionsText],
    ['opening a session', openSessionText],
    ['certificates', certificatesText],
    ['settings', settingsText],
    ['activity', activityText],
    ['synchronising', syncText],
    ['logging in', loginText],
    ['applying to folders', applyText],
    ['the desktop', desktopText],
    ['kept passwords', vaultText],
  ])('have the same words to say in %s', (_, dictionary) => {
    expect(shapeOf(dictionary.de)).toEqual(shapeOf(dictionary.en))
    expect(emptyIn(dictionary.de)).toEqual(emptyIn(dictionary.en))
  })
})

/** Keys with the kind of what they hold. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, shapeOf(inside)]))
  return typeof value
}

function emptyIn(value: unknown, path = ''): string[] {
  if (value === '') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inside]) => emptyIn(inside, `${path}.${key}`))
}
