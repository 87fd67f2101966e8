import { describe, expect, test } from 'vitest'
import { isExchangeFile } from '../../../src/renderer/frame/exchange/openFile'

describe('what is dropped or opened', () => {
  test.each(['/mnt/line.kusers', 'C:\\exports\\Line 3.KUSERS', 'users.csv', '/mnt/.hidden.csv'])(
    '%s is imported',
    (path) => expect(isExchangeFile(path)).toBe(true),
  )

  test.each([
    '/opt/plc/.UserDatabase.csv',
    '/opt/plc/.UserDatabase.csv_',
    '.GroupDatabase.csv',
    'D:\\plc\\.UserMgmtRightsDB.csv',
    '.UserMgmtDB.csv',
    '/opt/plc',
    '/mnt/line.kusers/plc',
    'notes.txt',
  ])('%s opens its folder', (path) => expect(isExchangeFile(path)).toBe(false))
})
