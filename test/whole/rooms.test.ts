import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesUnder, importsOf, root, sources, type Source } from '../support/sources'

/** What each room may import besides itself. A room is a folder, or a single file directly in src/main. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  contract: [],
  conformance: ['contract', 'main/usermgmt'],
  package: [
    'conformance',
    'contract',
    'main/usermgmt',
    'main/usermgmt/file',
    'main/usermgmt/templates',
    'main/usermgmt/login',
  ],
  preload: ['contract'],
  renderer: ['contract'],
  'main/scope': [],
  'main/log': ['main/config'],
  'main/config': [],
  'main/state': ['contract'],
  'main/bridge': ['contract', 'main/log', 'main/scope'],
  'main/usermgmt': ['contract', 'main/usermgmt/login'],
  'main/usermgmt/file': ['contract', 'main/usermgmt', 'main/state'],
  'main/usermgmt/login': ['contract', 'main/usermgmt'],
  'main/usermgmt/templates': ['contract', 'main/usermgmt', 'main/usermgmt/file'],
  'main/usermgmt/transfer': ['contract', 'main/usermgmt'],
  'main/databases': ['contract', 'main/usermgmt', 'main/usermgmt/file', 'main/bridge', 'main/scope', 'main/state'],
  'main/audit': ['contract', 'main/state', 'main/bridge'],
  'main/station': [
    'contract',
    'main/bridge',
    'main/databases',
    'main/log',
    'main/scope',
    'main/state',
    'main/usermgmt',
    'main/usermgmt/file',
    'main/usermgmt/login',
    'main/usermgmt/transfer',
  ],
  'main/exchange': [
    'contract',
    'main/bridge',
    'main/databases',
    'main/state',
    'main/usermgmt',
    'main/usermgmt/file',
    'main/usermgmt/transfer',
  ],
  'main/apply': [
    'contract',
    'main/bridge',
    'main/databases',
    'main/state',
    'main/usermgmt',
    'main/usermgmt/file',
    'main/usermgmt/transfer',
  ],
  'main/vault': ['contract', 'main/bridge', 'main/log', 'main/state'],
  'main/desktop': ['contract', 'main/bridge', 'main/config', 'main/log', 'main/scope', 'main/state'],
  'main/settings': ['contract', 'main/state', 'main/bridge'],
  'main/opcua': ['contract', 'main/state'],
  'main/sessions': ['contract', 'main/bridge', 'main/opcua', 'main/scope', 'main/state', 'main/vault'],
  'main/daemon': ['contract', 'main/bridge', 'main/log', 'main/opcua', 'main/scope', 'main/sessions', 'main/state'],
  'main/compose': [
    'contract',
    'main/apply',
    'main/audit',
    'main/bridge',
    'main/config',
    'main/daemon',
    'main/databases',
    'main/desktop',
    'main/exchange',
    'main/log',
    'main/opcua',
    'main/scope',
    'main/sessions',
    'main/settings',
    'main/state',
    'main/station',
    'main/usermgmt',
    'main/usermgmt/file',
    'main/vault',
  ],
  'main/cli': [
    'contract',
    'main/audit',
    'main/bridge',
    'main/compose',
    'main/config',
    'main/daemon',
    // What differs between two files.
    'main/exchange',
    'main/log',
    'main/scope',
    'main/state',
    // The client's half of logging in with a certificate.
    'main/usermgmt/login',
    'main/vault',
  ],
  'main/electron': ['contract', 'main/bridge', 'main/compose', 'main/config', 'main/desktop', 'main/log', 'main/scope'],
  'main/index': ['contract', 'main/bridge', 'main/compose', 'main/config', 'main/desktop', 'main/electron', 'main/log'],
}

/** Which rooms may import a package; what is not listed may be imported by nobody. */
const PACKAGES: readonly [RegExp, readonly string[]][] = [
  [/^node:(assert|util)$/, ['main/', 'conformance']],
  [/^node:/, ['main/']],
  [/^electron$/, ['main/electron', 'main/index', 'preload']],
  [/^@zxcvbn-ts\//, ['main/usermgmt', 'renderer']],
  [/^zod$/, ['contract', 'main/']],
  [/^node-opcua/, ['main/opcua']],
  [/^lossless-json$/, ['main/opcua', 'main/sessions', 'main/daemon']],
  [/^commander$/, ['main/cli']],
  [/^csv-(parse|stringify)(\/|$)/, ['main/exchange']],
  [/^env-paths$/, ['main/config']],
  [/^pino$/, ['main/log']],
  [/^(react|react-dom|react-aria-components|react-aria|react-stately|zustand)(\/|$)/, ['renderer']],
]

/** Files of more than 400 lines, each with its reason. */
const LONGER: Record<string, string> = {}

const all = sources()

/** Rooms inside the room of the user management. */
const ROOMS_INSIDE = new Set(['file', 'login', 'templates', 'transfer'])

function roomOf(path: string): string {
  const parts = path.replace(/^src\//, '').split('/')
  const [top = '', second = '', third = ''] = parts
  if (top !== 'main') return top
  const name = second.replace(/\.ts$/, '')
  return name === 'usermgmt' && ROOMS_INSIDE.has(third) ? `main/usermgmt/${third}` : `main/${name}`
}

test('imports are found in all their forms', () => {
  const text = `import a from 'one'\nimport type { b } from "two"\nexport { c } from './three'\nimport 'four'\nconst e = await import('./five')\nimport {\n  f,\n} from 'six'\ntype G = typeof import('seven')\nexport const h = "import user eight"\n`
  expect(importsOf(text)).toEqual(['one', 'two', './three', 'four', './five', 'six', 'seven'])
})

test('every room imports only the rooms it may', () => {
  const wrong = all.flatMap(({ path, files }) => {
    const allowed = MAY_IMPORT[roomOf(path)]
    if (!allowed) return [`${path} is in no known room`]
    return files
      .filter((file) => roomOf(file) !== roomOf(path) && !allowed.includes(roomOf(file)))
      .map((file) => `${path} → ${file}`)
  })
  expect(wrong).toEqual([])
})

test('every package is imported only where it belongs', () => {
  const wrong = all.flatMap(({ path, packages }) =>
    packages
      .filter((name) => {
        const rooms = PACKAGES.find(([pattern]) => pattern.test(name))?.[1] ?? []
        return !rooms.some((room) => (room.endsWith('/') ? roomOf(path).startsWith(room) : roomOf(path) === room))
      })
      .map((name) => `${path} → ${name}`),
  )
  expect(wrong).toEqual([])
})

test('the names and the preload carry nothing else with them', () => {
  expect(all.find(({ path }) => path === 'src/contract/names.ts')).toMatchObject({ files: [], packages: [] })
  for (const { files, packages } of all.filter(({ path }) => path.startsWith('src/preload/'))) {
    expect(packages).toEqual(['electron'])
    for (const file of files) expect(all.find(({ path }) => path === file)).toMatchObject({ packages: [] })
  }
})

test('no file imports itself, over however many others, types included', () => {
  expect(cycles(all)).toEqual([])
})

test('a cycle would be found', () => {
  const file = (path: string, files: string[]): Source => ({ path, files, text: '', packages: [] })
  expect(cycles([file('a', ['b']), file('b', ['c']), file('c', ['b'])])).toEqual(['b → c → b'])
})

/** Who may change files, and single files elsewhere with their reason. */
const WRITERS = new Set(['main/state', 'main/usermgmt/file', 'main/config', 'main/log'])
const ALSO_WRITING: Record<string, string> = {
  'src/main/daemon/instance.ts': 'makes the runtime folder and removes sockets at which nobody listens',
  'src/main/daemon/lockFile.ts': 'creates locks exclusively, which durable files are not',
  'src/main/daemon/ownToken.ts': 'removes the token of a daemon that was killed',
  'src/main/daemon/tokenFile.ts': 'opens for reading only, to check the mode of the very file it reads',
  'src/main/databases/legacyLogin.ts': 'opens for reading only, to read no more than the beginning',
  'src/main/opcua/keyPair.ts': 'makes its state folder; writes through state',
  'src/main/databases/sample.ts': 'copies the shipped sample into the state folder',
  'src/main/settings/settings.ts':
    'makes the state folder and puts a damaged settings file aside; writes through state',
}
const READING = /^(readFile|readdir|stat|lstat|access|realpath|opendir|exists|createReadStream|constants|type |watch)/

test('only a few rooms can write files', () => {
  const wrong = all
    .filter(({ path }) => !WRITERS.has(roomOf(path)) && !ALSO_WRITING[path])
    .flatMap(({ path, text }) =>
      [...text.matchAll(/import\s+(?!type)([^;'"]+?)\s+from\s+'node:fs(?:\/promises)?'/g)].flatMap(([, names = '']) =>
        names
          .replaceAll(/[{}]/g, '')
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== '' && !READING.test(name))
          .map((name) => `${path} imports ${name}`),
      ),
    )
  expect(wrong).toEqual([])
})

test('no file is longer than 400 lines without a reason', () => {
  const long = all.filter(({ path, text }) => text.split('\n').length > 401 && !LONGER[path]).map(({ path }) => path)
  expect(long).toEqual([])
})

const COLOUR = /[\s:'"`(,]#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(/gi

test('colours are written in the tokens and nowhere else', () => {
  const files = filesUnder('src/renderer', ['.css', '.ts', '.tsx', '.html']).filter(
    (path) => path !== 'src/renderer/styles/tokens.css',
  )
  const wrong = files.flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(COLOUR)].map(([colour]) => `${path}: ${colour.trim()}`),
  )
  expect(wrong).toEqual([])
})

test('a file holds something of its own: no barrels, nothing called after what it is not', () => {
  // What other programs import is one file each, which only says what is offered.
  const own = all.filter(({ path }) => roomOf(path) !== 'package')
  const barrels = own.filter(
    ({ text }) => /^export \* from/m.test(text) || !/^(?!export\b.*\bfrom\b|import\b|\/\/|\/?\*).*\S/m.test(text),
  )
  const names = all.filter(({ path }) => /(utils?|helpers?|common|misc)(\.|\/)/i.test(path))
  expect([...barrels, ...names].map(({ path }) => path)).toEqual([])
})

function cycles(files: readonly Source[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: string[]) => {
    const at = trail.indexOf(path)
    if (at >= 0) found.push([...trail.slice(at), path].join(' → '))
    if (at >= 0 || done.has(path)) return
    for (const next of byPath.get(path)?.files ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const { path } of files) visit(path, [])
  return found
}
