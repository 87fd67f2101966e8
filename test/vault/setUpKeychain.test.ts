import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/temporaryFolder'

/** The set-up of the keychain, with programs in the place of Debian's and of npm that write down how they were called. */
const SCRIPT = resolve('scripts/setUpKeychain.mjs')
const isRoot = process.getuid?.() === 0

/** `there`: packages that are installed; `apt`, `npm`: what those programs do. */
async function setUp(
  { there = '', apt = '', npm = '' }: { there?: string; apt?: string; npm?: string },
  files: readonly string[] = [],
) {
  const folder = await temporaryFolder()
  const calls = join(folder, 'calls')
  await writeFile(calls, '')
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), '{}')
  }
  const program = async (name: string, text: string) => {
    await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`)
    await chmod(join(folder, name), 0o755)
  }
  await program('dpkg-query', `case " ${there} " in *" $3 "*) printf 'install ok installed';; *) exit 1;; esac`)
  await program('apt-get', `echo "apt-get $*" >> ${calls}\n${apt}`)
  await program('npm', `echo "npm $*" >> ${calls}\n${npm}`)
  const env = { ...process.env, PATH: `${folder}:/usr/bin:/bin`, KEYSWITCH_ROOT: folder }
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT], { env })
  return { said: stdout, calls: (await readFile(calls, 'utf8')).split('\n').filter((line) => line !== '') }
}

const ALL = 'libsecret-1-dev gnome-keyring dbus'
const PACKAGE = 'node_modules/keytar/package.json'
const BINARY = 'node_modules/keytar/build/Release/keytar.node'

it('where everything is there it does nothing and says nothing', async () => {
  expect(await setUp({ there: ALL }, [PACKAGE, BINARY])).toEqual({ said: '', calls: [] })
  expect(await setUp({ there: ALL })).toEqual({ said: '', calls: [] })
})

describe.runIf(isRoot && process.platform === 'linux')('on Debian, as root', () => {
  beforeEach(async (context) => {
    const system = await readFile('/etc/os-release', 'utf8').catch(() => '')
    if (!system.includes('debian')) context.skip('this is not Debian')
  })

  it('what is missing is installed, and nothing else', async () => {
    expect(await setUp({ there: 'dbus' })).toEqual({
      said: 'Installed for the keychain: libsecret-1-dev, gnome-keyring.\n',
      calls: ['apt-get update -q', 'apt-get install -y -q --no-install-recommends libsecret-1-dev gnome-keyring'],
    })
  })

  it('where that does not work it is a sentence', async () => {
    const { said, calls } = await setUp({ there: 'dbus gnome-keyring', apt: 'echo "E: no network" >&2; exit 100' })
    expect(calls).toHaveLength(2)
    expect(said).toBe(
      'apt-get install libsecret-1-dev did not work (E: no network); secrets are kept in memory then.\n',
    )
  })
})

describe('the binary', () => {
  it('is built where it is missing', async () => {
    const { said, calls } = await setUp({ there: ALL, npm: `mkdir -p ${dirname(BINARY)}; touch ${BINARY}` }, [PACKAGE])
    expect([said, calls]).toEqual(['keytar was built.\n', ['npm rebuild keytar']])
  })

  it('that cannot be built is a sentence, also where npm leaves it out without a word', async () => {
    const failed = await setUp({ there: ALL, npm: 'echo "gyp ERR! not ok" >&2; exit 1' }, [PACKAGE])
    expect(failed.said).toBe('keytar could not be built (gyp ERR! not ok); secrets are kept in memory then.\n')
    expect((await setUp({ there: ALL }, [PACKAGE])).said).toBe(
      'keytar was not built; secrets are kept in memory then.\n',
    )
  })

  it('of a package that npm left out is not looked for', async () => {
    const { said, calls } = await setUp({ there: ALL }, ['node_modules/zod/package.json'])
    expect([said, calls]).toEqual([
      'keytar is not installed, so secrets are kept in memory; “npm ci” tries again.\n',
      [],
    ])
  })
})
