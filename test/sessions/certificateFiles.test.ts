import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { RequestFailure } from '../../src/main/opcua/requestFailure'
import { readCertificateFiles, type CertificatePaths } from '../../src/main/sessions/certificateFiles'
import { temporaryFolder } from '../support/temporaryFolder'

const PATHS = [
  'clientCertPath',
  'clientKeyPath',
  'caCertPath',
  'userCertPath',
  'userKeyPath',
  'trustStorePath',
] as const
let base = ''
let certs = ''

beforeEach(async () => {
  base = await temporaryFolder()
  certs = join(base, 'certs')
  for (const folder of ['certs', 'certs/inner', 'certs-evil', 'outside']) await mkdir(join(base, folder))
  for (const file of ['certs/own.pem', 'certs/inner/deep.pem', 'certs-evil/stolen.pem', 'outside/secret.pem']) {
    await writeFile(join(base, file), file)
  }
})

/** Everything anybody can see of a refusal. */
async function refusal(config: CertificatePaths, allowed: readonly string[] | 'any' = [certs]): Promise<string> {
  try {
    await readCertificateFiles(config, allowed === 'any' ? undefined : allowed)
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error
    return JSON.stringify({ type: error.type, message: error.message, facts: error.facts, name: error.name })
  }
  return 'taken'
}

const EXPECTED = JSON.stringify({
  type: 'ConfigurationException',
  message: 'A certificate path of the configuration cannot be used.',
  facts: { sent: false },
  name: 'RequestFailure',
})

describe('with allowed folders', () => {
  it('files inside are read, in folders below and through links that stay inside', async () => {
    await symlink(join(certs, 'inner'), join(certs, 'link'))
    await symlink(join(certs, 'own.pem'), join(base, 'outside', 'into.pem'))
    const read = await readCertificateFiles(
      {
        clientCertPath: join(certs, 'own.pem'),
        clientKeyPath: join(certs, 'link', 'deep.pem'),
        caCertPath: join(base, 'outside', 'into.pem'),
        trustStorePath: certs,
      },
      [join(base, 'nowhere'), certs],
    )
    expect(Buffer.from(read.application?.certificate ?? []).toString()).toBe('certs/own.pem')
    expect(Buffer.from(read.application?.privateKey ?? []).toString()).toBe('certs/inner/deep.pem')
    expect(read.authorities.map((bytes) => Buffer.from(bytes).toString())).toEqual(['certs/own.pem'])
    expect(read.trustStorePath).toBe(certs)
    expect(read.user).toBeNull()
  })

  it('an allowed folder that is itself a link counts as where it leads', async () => {
    await symlink(certs, join(base, 'way'))
    expect(await refusal({ caCertPath: join(certs, 'own.pem') }, [join(base, 'way')])).toBe('taken')
    expect(await refusal({ caCertPath: join(base, 'way', 'own.pem') }, [certs])).toBe('taken')
  })

  it.each(PATHS)('whatever leads outside is refused in one and the same way as %s', async (field) => {
    await symlink(join(base, 'outside'), join(certs, 'out'))
    await symlink(join(base, 'outside', 'secret.pem'), join(certs, 'out.pem'))
    await symlink(join(base, 'outside', 'nothing.pem'), join(certs, 'dangling.pem'))
    await mkdir(join(base, 'outside', 'folder'))
    const wrong = [
      join(base, 'outside', 'secret.pem'),
      join(base, 'outside', 'nothing.pem'),
      join(base, 'outside', 'folder'),
      join(base, 'outside', 'no folder'),
      join(base, 'no folder', 'nothing.pem'),
      `${certs}/../outside/secret.pem`,
      `${certs}/../outside/folder`,
      `${certs}/inner/../own.pem`,
      `${certs}/nothing/..`,
      join(certs, 'out', 'secret.pem'),
      join(certs, 'out', 'nothing.pem'),
      join(certs, 'out', 'folder'),
      join(certs, 'out.pem'),
      join(certs, 'dangling.pem'),
      join(base, 'certs-evil'),
      join(base, 'certs-evil', 'stolen.pem'),
      `${certs}/own.pem\0`,
      `${certs}/own\0.pem`,
      `${join(base, 'outside', 'secret.pem')}\0${certs}/own.pem`,
      'own.pem',
      './own.pem',
      'certs/own.pem',
      '',
      '/etc/passwd',
      '/etc/no such file',
      '/proc/self/environ',
      '/',
    ]
    for (const path of wrong) expect([path, await refusal({ [field]: path })]).toEqual([path, EXPECTED])
    expect(await readdir(join(base, 'outside'))).toEqual(['folder', 'secret.pem'])
  })

  it('what is missing inside looks like what is outside', async () => {
    expect(await refusal({ caCertPath: join(certs, 'nothing.pem') })).toBe(EXPECTED)
    expect(await refusal({ caCertPath: join(certs, 'inner') })).toBe(EXPECTED)
    expect(await refusal({ caCertPath: certs })).toBe(EXPECTED)
  })

  it('without a single allowed folder nothing is allowed', async () => {
    expect(await refusal({ caCertPath: join(certs, 'own.pem') }, [])).toBe(EXPECTED)
    expect(await refusal({}, [])).toBe('taken')
  })

  it('a folder for trusted certificates may still be missing, its own folder may not', async () => {
    const read = await readCertificateFiles({ trustStorePath: join(certs, 'store') }, [certs])
    expect(read.trustStorePath).toBe(join(certs, 'store'))
    expect(await readdir(certs)).toEqual(['inner', 'own.pem'])
    expect(await refusal({ trustStorePath: join(certs, 'a', 'store') })).toBe(EXPECTED)
    expect(await refusal({ trustStorePath: join(certs, 'own.pem') })).toBe(EXPECTED)
  })

  it('a file exchanged for a link while it is being read never gives what lies outside', async () => {
    const path = join(certs, 'own.pem')
    const link = join(certs, 'link.pem')
    const spare = join(certs, 'spare.pem')
    const secret = join(base, 'outside', 'secret.pem')
    const swap = `fs.symlinkSync(${q(secret)}, ${q(link)}); fs.renameSync(${q(link)}, ${q(path)});
      fs.writeFileSync(${q(spare)}, 'certs/own.pem'); fs.renameSync(${q(spare)}, ${q(path)})`
    const seen = await readWhile(swap, path)
    expect(seen.read).toEqual(['certs/own.pem'])
    expect(seen.refused).toBeGreaterThan(0)
  })

  it('a folder on the way exchanged for a link never gives what lies outside', async () => {
    const real = join(certs, 'inner')
    const aside = join(certs, 'aside')
    await writeFile(join(real, 'secret.pem'), 'inside')
    const swap = `fs.renameSync(${q(real)}, ${q(aside)}); fs.symlinkSync(${q(join(base, 'outside'))}, ${q(real)});
      fs.unlinkSync(${q(real)}); fs.renameSync(${q(aside)}, ${q(real)})`
    const seen = await readWhile(swap, join(real, 'secret.pem'))
    expect(seen.read).toEqual(['inside'])
    expect(seen.refused).toBeGreaterThan(0)
  })
})

const q = (text: string): string => JSON.stringify(text)

/** Reads a file many times while another process exchanges what lies there as fast as it can. */
async function readWhile(swap: string, path: string): Promise<{ read: string[]; refused: number }> {
  const child = spawn(process.execPath, ['-e', `const fs = require('node:fs'); for (;;) { ${swap} }`], {
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  const read = new Set<string>()
  let refused = 0
  try {
    for (const until = Date.now() + 1500; Date.now() < until;) {
      try {
        const { authorities } = await readCertificateFiles({ caCertPath: path }, [certs])
        read.add(Buffer.from(authorities[0] ?? []).toString())
      } catch (error) {
        if (!(error instanceof RequestFailure)) throw error
        refused += 1
      }
    }
  } finally {
    child.kill('SIGKILL')
    await ended
  }
  return { read: [...read], refused }
}

describe('with and without allowed folders', () => {
  it.each([['with'], ['without']])(
    'a pipe, a device, and a file that is too big are refused at once, %s',
    async (how) => {
      const allowed = how === 'with' ? [certs] : 'any'
      execFileSync('sh', ['-c', 'mkfifo "$0"', join(certs, 'pipe.pem')])
      await writeFile(join(certs, 'big.pem'), '')
      await truncate(join(certs, 'big.pem'), 1024 * 1024 + 1)
      await writeFile(join(certs, 'full.pem'), '')
      await truncate(join(certs, 'full.pem'), 1024 * 1024)
      expect(await refusal({ caCertPath: join(certs, 'pipe.pem') }, allowed)).toBe(EXPECTED)
      expect(await refusal({ caCertPath: '/dev/zero' }, allowed)).toBe(EXPECTED)
      expect(await refusal({ caCertPath: '/dev/null' }, allowed)).toBe(EXPECTED)
      expect(await refusal({ caCertPath: join(certs, 'big.pem') }, allowed)).toBe(EXPECTED)
      expect(await refusal({ caCertPath: join(certs, 'full.pem') }, allowed)).toBe('taken')
    },
  )

  it('other contents at the same path are another configuration', async () => {
    const config = { caCertPath: join(certs, 'own.pem') }
    const digest = async () => (await readCertificateFiles(config, undefined)).digest
    const before = await digest()
    expect(await digest()).toBe(before)
    await writeFile(join(certs, 'own.pem'), 'other')
    expect(await digest()).not.toBe(before)
  })
})

it('without the option any readable file is taken', async () => {
  const read = await readCertificateFiles({ caCertPath: join(base, 'outside', 'secret.pem') }, undefined)
  expect(read.authorities.map((bytes) => Buffer.from(bytes).toString())).toEqual(['outside/secret.pem'])
})
