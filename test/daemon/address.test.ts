import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import {
  AddressRefused,
  defaultAddress,
  isLoopback,
  netOptions,
  parseAddress,
  runtimeFolder,
  writeAddress,
} from '../../src/main/daemon/address'
import { connectDaemon } from '../../src/main/daemon/client'

const LOOPBACK: readonly [string, string][] = [
  ['127.0.0.1', '127.0.0.1'],
  ['127.0.0.0', '127.0.0.0'],
  ['127.1.2.3', '127.1.2.3'],
  ['127.255.255.255', '127.255.255.255'],
  ['localhost', '127.0.0.1'],
  ['::1', '::1'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['0000:0000:0000:0000:0000:0000:0000:0001', '::1'],
  ['::0:1', '::1'],
  ['::0.0.0.1', '::1'],
  ['::ffff:127.0.0.1', '127.0.0.1'],
  ['::FFFF:127.9.8.7', '127.9.8.7'],
  ['::ffff:7f00:1', '127.0.0.1'],
  ['::ffff:7fff:ffff', '127.255.255.255'],
  ['0:0:0:0:0:ffff:127.0.0.1', '127.0.0.1'],
  ['0:0:0:0:0:FFFF:7F00:0001', '127.0.0.1'],
]

const ELSEWHERE = [
  '0.0.0.0',
  '::',
  '0:0:0:0:0:0:0:0',
  '126.255.255.255',
  '128.0.0.1',
  '10.0.0.1',
  '192.168.1.10',
  '169.254.1.1',
  '::2',
  '1::1',
  'fe80::1',
  '::1%lo',
  '::1%1',
  '::ffff:0.0.0.0',
  '::ffff:192.168.1.10',
  '::ffff:128.0.0.1',
  '::ffff:7e00:1',
  '::ffff:7f:1',
  '::ffff:0:127.0.0.1',
  '::127.0.0.1',
  '64:ff9b::127.0.0.1',
  '2002:7f00:1::',
  '127.1',
  '127.0.1',
  '127',
  '2130706433',
  '0x7f.0.0.1',
  '0x7f000001',
  '0177.0.0.1',
  '127.0.0.01',
  '127.00.0.1',
  '127.0.0.1.',
  '127.0.0.256',
  '127.0.0.-1',
  '127.0.0.1.1',
  '127.0.0',
  '１２７.0.0.1',
  ' 127.0.0.1',
  '127.0.0.1 ',
  '127.0.0.1\n',
  '127.0.0.1\0',
  '::ffff:127.0.0.01',
  '::ffff:127.1',
  'LOCALHOST.',
  'localhost.',
  'localhost.localdomain',
  'ip6-localhost',
  'localtest.me',
  '127.0.0.1.nip.io',
  'example.com',
  '',
  '*',
]

describe('only this machine over TCP', () => {
  it.each(LOOPBACK)('%s is this machine', (host, same) => {
    expect(isLoopback(host)).toBe(true)
    expect(parseAddress(`tcp://${host.includes(':') ? `[${host}]` : host}:9990`)).toEqual({
      is: 'tcp',
      host: same,
      port: 9990,
    })
  })

  it.each(ELSEWHERE)('%j is refused', (host) => {
    expect(isLoopback(host)).toBe(false)
    for (const text of [`tcp://${host}:9990`, `tcp://[${host}]:9990`]) {
      expect(() => parseAddress(text), text).toThrow(AddressRefused)
    }
  })

  it.each([
    'tls://127.0.0.1:9990',
    'ws://127.0.0.1:9990',
    'http://127.0.0.1:9990',
    'TCP://127.0.0.1:9990',
    'tcp:127.0.0.1:9990',
    'tcp://127.0.0.1',
    'tcp://127.0.0.1:',
    'tcp://127.0.0.1:65536',
    'tcp://127.0.0.1:-1',
    'tcp://127.0.0.1:1e3',
    'tcp://127.0.0.1:99901',
    'tcp://127.0.0.1:9990/',
    'tcp://127.0.0.1:9990?x',
    'tcp://user@127.0.0.1:9990',
    'tcp://127.0.0.1@example.com:9990',
    'tcp://[127.0.0.1]:9990',
    'tcp://::1:9990',
    'tcp://[::1]9990',
    '127.0.0.1:9990',
    'udp://127.0.0.1:9990',
    'unix:relative.sock',
    'unix://relative.sock',
    'unix:///',
    'unix:///run/x/',
    'unix:///run/\0x',
    'relative.sock',
    './x.sock',
    '\\\\.\\pipe\\keyswitch',
    'pipe:keyswitch',
    '',
  ])('%j is no address here', (text) => expect(() => parseAddress(text, 'linux')).toThrow(AddressRefused))

  it('the connecting side refuses what the listening side refuses, and connects to nobody', async () => {
    const reached: string[] = []
    const server = createServer((socket) => {
      reached.push('somebody came')
      socket.destroy()
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const { port } = server.address() as { port: number }
    for (const host of ['127.1', '2130706433', '0x7f.0.0.1', '0.0.0.0', '[::]', 'localhost.']) {
      await expect(connectDaemon({ address: `tcp://${host}:${port}`, token: 'x' })).rejects.toThrow(AddressRefused)
      const forged = { is: 'tcp', host: host.replace(/[[\]]/g, ''), port } as const
      await expect(connectDaemon({ address: forged, token: 'x' })).rejects.toThrow(AddressRefused)
    }
    await new Promise((closed) => server.close(closed))
    expect(reached).toEqual([])
  })
})

describe('sockets and pipes', () => {
  it('a socket is an absolute path, with or without its scheme', () => {
    const address = { is: 'unix', path: '/run/user/1000/keyswitch.sock' }
    expect(parseAddress('unix:///run/user/1000/keyswitch.sock', 'linux')).toEqual(address)
    expect(parseAddress('/run/user/1000/keyswitch.sock', 'darwin')).toEqual(address)
    expect(parseAddress('/run/./user//1000/x/../keyswitch.sock', 'linux')).toEqual(address)
  })

  it('on Windows there are pipes of this machine, and no others', () => {
    expect(parseAddress('pipe:keyswitch-anna', 'win32')).toEqual({ is: 'pipe', name: 'keyswitch-anna' })
    expect(parseAddress('\\\\.\\pipe\\keyswitch-anna', 'win32')).toEqual({ is: 'pipe', name: 'keyswitch-anna' })
    for (const text of [
      '\\\\server\\pipe\\x',
      'pipe:..\\..\\x',
      'pipe:\\\\server\\pipe\\x',
      'pipe:',
      'unix:///x',
      '/x',
    ]) {
      expect(() => parseAddress(text, 'win32'), text).toThrow(AddressRefused)
    }
    expect(netOptions({ is: 'pipe', name: 'keyswitch-anna' })).toEqual({ path: '\\\\.\\pipe\\keyswitch-anna' })
  })

  it.each(['unix:///run/x.sock', 'tcp://127.0.0.1:9990', 'tcp://[::1]:9990'])('%s is written as it is read', (text) =>
    expect(writeAddress(parseAddress(text, 'linux'))).toBe(text),
  )

  it('a sentence about an address is one line and repeats nothing of it', () => {
    for (const text of ['tcp://anna:secret@example.com:1', 'secret\nsecret', 'unix://secret']) {
      expect(() => parseAddress(text, 'linux')).toThrow(/^(?!.*secret).+$/)
    }
  })
})

describe('where a daemon listens unless it is told', () => {
  const stateFolder = '/home/anna/.local/share/keyswitch'

  it('in the runtime folder of this person', () => {
    expect(
      defaultAddress({ environment: { XDG_RUNTIME_DIR: '/run/user/1000' }, stateFolder, platform: 'linux' }),
    ).toEqual({
      is: 'unix',
      path: '/run/user/1000/keyswitch/keyswitch.sock',
    })
  })

  it('otherwise in the state folder; a relative runtime folder is none', () => {
    for (const environment of [{}, { XDG_RUNTIME_DIR: '' }, { XDG_RUNTIME_DIR: 'run' }]) {
      expect(runtimeFolder({ environment, stateFolder })).toBe(`${stateFolder}/run`)
      expect(defaultAddress({ environment, stateFolder, platform: 'darwin' })).toEqual({
        is: 'unix',
        path: `${stateFolder}/run/keyswitch.sock`,
      })
    }
  })

  it('on Windows at a pipe named after the person, whatever the name', () => {
    const at = (user: string) => defaultAddress({ environment: {}, stateFolder, platform: 'win32', user })
    expect(at('anna')).toEqual({ is: 'pipe', name: 'keyswitch-anna' })
    expect(at('An na\\Ö')).toEqual({ is: 'pipe', name: 'keyswitch-An_na__' })
    expect(parseAddress(writeAddress(at('An na\\Ö')), 'win32')).toEqual(at('An na\\Ö'))
  })
})
