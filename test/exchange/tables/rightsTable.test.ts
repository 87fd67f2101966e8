import { describe, expect, it } from 'vitest'
import { writeRightsTable } from '../../../src/main/exchange/tables/writeRightsTable'
import { NOBODY, rightsOf, told } from './tables'

describe('a table of rights', () => {
  it('has one column per group and words in its cells', async () => {
    const content = {
      objects: [
        { name: 'Device', entries: [{ group: 'Service', granted: 9, denied: 0xfffffff6 }] },
        { name: '/', entries: [{ group: 'Gone', granted: 0xffffffff, denied: 0xffffffff }] },
        { name: 'Device.-1', entries: [] },
      ],
      groups: [
        { name: 'Service', users: [], groups: [] },
        { name: '=Watch', users: [], groups: [] },
      ],
    }
    const bytes = await writeRightsTable(content, { separator: ',' })
    expect(Buffer.from(bytes).toString()).toBe(
      [
        "\uFEFFobject,Service,'=Watch,Gone",
        'Device,view addRemove no-modify no-execute no-0xfffffff0,,none',
        '/,,,all no-all',
        'Device.-1,,,none',
        '',
      ].join('\r\n'),
    )
  })

  it.each([
    ['by hand', 'Object;Service;Watch\r\nDevice;view MODIFY;\r\n/;;no-all\r\n'],
    [
      'in German, with commas and quotes',
      '"Objekt","Service","Watch"\n"Device","view modify",""\n"/","none","no-all"\n',
    ],
    [
      'with what Excel leaves',
      '\uFEFFsep=;\r\nobject;Service;Watch;;\r\nDevice;view modify;;;\r\n;;;;\r\n/;;no-all;;\r\n\r\n',
    ],
  ])('is read as it was written %s', async (_, table) => {
    const reading = await rightsOf(table)
    expect(reading).toMatchObject({ problems: [], kind: 'rights-table', parts: ['rights'] })
    expect(reading.counts).toEqual({ users: 0, groups: 2, objects: 2 })
    expect(reading.over(NOBODY).objects).toEqual([
      { name: 'Device', entries: [{ group: 'Service', granted: 3, denied: 0 }] },
      { name: '/', entries: [{ group: 'Watch', granted: 0, denied: 0xffffffff }] },
    ])
  })

  it.each([
    ['a word that is no right', 'Device.A;veiw;', [2, 'Service', 'right', 'veiw']],
    ['too few cells', 'Device.A;view', [2, null, 'cells', 'Device.A']],
    ['too many cells', 'Device.A;view;;x', [2, null, 'cells', 'Device.A']],
    ['no object', ';view;', [2, 'object', 'name-refused', '', 'empty']],
    ['an object with an empty step', 'Device..A;view;', [2, 'object', 'name-refused', 'Device..A', 'empty']],
    ['an object with a bad sign', 'Device.<A>;view;', [2, 'object', 'name-refused', 'Device.<A>', 'sign']],
  ])('leaves out a row with %s', async (_, row, problem) => {
    const reading = await rightsOf(`object;Service;Watch\r\n${row}\r\nDevice;all;\r\n`)
    expect(told(reading.problems)).toEqual([problem])
    expect(reading.over(NOBODY).objects?.map(({ name }) => name)).toEqual(['Device'])
  })

  it('leaves out an object that is there a second time', async () => {
    const reading = await rightsOf('object;Service\r\nDevice;all\r\n/;view\r\nDevice;view\r\ndevice;none\r\n')
    expect(told(reading.problems)).toEqual([[4, 'object', 'name-twice', 'Device', '2']])
    expect(reading.over(NOBODY).objects?.map(({ name }) => name)).toEqual(['Device', '/', 'device'])
  })

  it('says nothing of a group that cannot be one, and tells so once', async () => {
    const reading = await rightsOf('object;a<b;Service;SERVICE\r\nDevice;nonsense;view;all\r\n')
    expect(told(reading.problems)).toEqual([
      [1, 'a<b', 'group-refused', 'a<b', 'sign'],
      [1, 'SERVICE', 'group-refused', 'SERVICE', 'differs-only-in-case'],
    ])
    expect(reading.over(NOBODY).objects).toEqual([
      { name: 'Device', entries: [{ group: 'Service', granted: 1, denied: 0 }] },
    ])
  })
})
