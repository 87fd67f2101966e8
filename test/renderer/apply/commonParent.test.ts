import { expect, test } from 'vitest'
import { commonParent } from '../../../src/renderer/frame/apply/commonParent'

test.each([
  [['/srv/volumes/a/config', '/srv/volumes/b/config'], '/srv/volumes/'],
  [['/srv/volumes/ab', '/srv/volumes/abc'], '/srv/volumes/'],
  [['/srv/a', '/srv/a/b'], '/srv/'],
  [['/srv/a/b', '/srv/a'], '/srv/'],
  [['/a', '/b'], '/'],
  [['/srv/a', '/srv/a'], '/srv/'],
  [['C:\\plc\\a', 'C:\\plc\\b'], 'C:\\plc\\'],
  [['C:\\a', 'D:\\b'], undefined],
  [['/srv/a'], undefined],
  [[], undefined],
])('%j lie together in %s', (folders, parent) => {
  expect(commonParent(folders)).toBe(parent)
})
