import fc from 'fast-check'
import { expect, test } from 'vitest'
import { estimatePassword as ofProgram } from '../../../src/main/usermgmt/passwordPolicy'
import { estimatePassword as ofPage } from '../../../src/renderer/parts/estimatePassword'

/* A password that the page calls good and the program refuses would be a dead end. */

test.each(['Password123', 'Blue Kettle 47', 'anna1234', 'Kennwort!', 'qwertz12', 'x'.repeat(59), 'ä€𝄞'.repeat(20), ''])(
  'page and program find “%s” equally hard to guess',
  async (password) => {
    expect(ofPage(password, 'anna')).toBe(await ofProgram(password, 'anna'))
  },
)

test('page and program find any password equally hard to guess', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 59 }), fc.string({ maxLength: 20 }), async (password, name) => {
      expect(ofPage(password, name)).toBe(await ofProgram(password, name))
    }),
    { numRuns: 60 },
  )
})
