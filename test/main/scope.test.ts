import { expect, it } from 'vitest'
import { createScope } from '../../src/main/scope'

it('what was opened last is closed first, each once', async () => {
  const closed: string[] = []
  const scope = createScope()
  scope.add(() => void closed.push('first'))
  scope.add(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    closed.push('second')
  })
  await Promise.all([scope.close(), scope.close()])
  expect(closed).toEqual(['second', 'first'])
})

it('one that cannot be closed keeps no other open, and is told at the end', async () => {
  const closed: string[] = []
  const scope = createScope()
  scope.add(() => void closed.push('first'))
  scope.add(() => Promise.reject(new Error('stuck')))
  await expect(scope.close()).rejects.toThrow('stuck')
  expect(closed).toEqual(['first'])
})
