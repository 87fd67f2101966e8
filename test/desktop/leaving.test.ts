import { expect, it } from 'vitest'
import { createLeaving, type LeavingParts } from '../../src/main/desktop/leaving'

function build(given: { unsaved?: number; pageAnswers?: boolean; personAgrees?: boolean } = {}) {
  const done: string[] = []
  const parts: LeavingParts = {
    unsaved: async () => given.unsaved ?? 0,
    pageAnswers: () => given.pageAnswers ?? true,
    askPage: () => done.push('page asked'),
    askPerson: async () => {
      done.push('person asked')
      return given.personAgrees ?? false
    },
    close: () => done.push('closed'),
  }
  return { done, leaving: createLeaving(parts) }
}

it('a window without unsaved edits closes', async () => {
  const { done, leaving } = build()
  await leaving.wanted()
  expect(done).toEqual(['closed'])
})

it('a window with unsaved edits stays until its page has settled them', async () => {
  const { done, leaving } = build({ unsaved: 3 })
  await leaving.wanted()
  expect(done).toEqual(['page asked'])
  leaving.settled()
  expect(done).toEqual(['page asked', 'closed'])
})

it('a page that hangs does not lose edits: the person is asked without it', async () => {
  const cancelled = build({ unsaved: 1, pageAnswers: false })
  await cancelled.leaving.wanted()
  expect(cancelled.done).toEqual(['person asked'])
  const agreed = build({ unsaved: 1, pageAnswers: false, personAgrees: true })
  await agreed.leaving.wanted()
  expect(agreed.done).toEqual(['person asked', 'closed'])
})

it('impatient clicks ask once, a later one asks again', async () => {
  const { done, leaving } = build({ unsaved: 1 })
  await Promise.all([leaving.wanted(), leaving.wanted(), leaving.wanted()])
  expect(done).toEqual(['page asked'])
  await leaving.wanted()
  expect(done).toEqual(['page asked', 'page asked'])
})
