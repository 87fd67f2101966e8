import { describe, expect, test } from 'vitest'
import { readCount, readDuration, writeDuration } from '../../../src/renderer/pages/settings/durations'
import { snippetOf } from '../../../src/renderer/pages/settings/snippet'

describe('a length of time', () => {
  test.each([
    ['5:00', 300],
    ['0:30', 30],
    ['90:00', 5400],
    ['1:30:00', 5400],
    ['300', 300],
    ['300 s', 300],
    ['5 min', 300],
    ['5min', 300],
    ['1 h', 3600],
    ['2 Stunden', 7200],
    [' OFF ', 0],
    ['aus', 0],
    ['0', 0],
  ])('%j is %i seconds', (text, seconds) => {
    expect(readDuration(text)).toBe(seconds)
  })

  test.each(['', '5:60', '1:75:00', '-1', '1.5 min', 'soon', '5 weeks', '1e3', '5:0'])('%j is none', (text) => {
    expect(readDuration(text)).toBeUndefined()
  })

  test.each([0, 1, 59, 60, 300, 3599, 3600, 5400, 86_400, 604_800])('%i is read as it was written', (seconds) => {
    expect(readDuration(writeDuration(seconds))).toBe(seconds)
  })
})

test('a count is a whole number up to the most there may be', () => {
  expect(['5', ' 0 ', '1000'].map((text) => readCount(text, 1000))).toEqual([5, 0, 1000])
  expect(['1001', '-1', '5.0', '', 'x'].map((text) => readCount(text, 1000))).toEqual(Array(5).fill(undefined))
})

describe('the lines that show how a program connects', () => {
  test('name the file of the token for a shell, whatever signs are in its path', () => {
    expect(snippetOf('unix:///run/user/1000/keyswitch/keyswitch.sock', '/run/user/1000/key switch/it’s')?.lines).toBe(
      `printf '{"command":"ping","authToken":"%s"}\\n' "$(cat '/run/user/1000/key switch/it’s')" | nc -U /run/user/1000/keyswitch/keyswitch.sock`,
    )
    expect(snippetOf('unix:///a', `/it's`)?.lines).toContain(String.raw`'/it'\''s'`)
  })

  test('are for Node where there is a pipe or a port', () => {
    const pipe = snippetOf('pipe:keyswitch-anna', 'C:\\Users\\anna\\keyswitch.token')
    expect(pipe).toMatchObject({ language: 'node' })
    expect(pipe?.lines).toContain(String.raw`connect('\\\\.\\pipe\\keyswitch-anna')`)
    expect(pipe?.lines).toContain(String.raw`readFileSync('C:\\Users\\anna\\keyswitch.token', 'utf8')`)
    expect(snippetOf('tcp://[::1]:4711', null)?.lines).toContain(`connect(4711, '::1')`)
  })

  test('are none for an address of another kind', () => {
    expect(snippetOf('http://x', null)).toBeUndefined()
  })
})
