import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { lockedPackages } from '../lockFile.mjs'
import { root } from '../tool.mjs'
import { runtimePackages } from './runtimePackages.mjs'

/**
 * The list of everything inside a package (CycloneDX 1.5), as npm reads it from the lock file, and Electron itself, which is a
 * tool while developing and the largest part of what is shipped. Told to leave tools out, npm leaves out what a tool needs too.
 */
export function sbom() {
  const made = spawnSync(
    process.execPath,
    [npm(), 'sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  )
  if (made.status !== 0) throw new Error(`npm could not list what is inside.\n${made.stderr}`)
  const list = JSON.parse(made.stdout)
  const { version, license, integrity } = lockedPackages()['node_modules/electron']
  const electron = {
    'bom-ref': `electron@${version}`,
    type: 'framework',
    name: 'electron',
    version,
    scope: 'required',
    purl: `pkg:npm/electron@${version}`,
    licenses: [{ license: { id: license } }],
    ...(integrity ? { hashes: [hashOf(integrity)] } : {}),
  }
  const component = { ...list.metadata.component, name: 'keyswitch' }
  const own = component['bom-ref']
  const { shipped } = runtimePackages()
  const components = [
    ...list.components.filter(({ name, version }) => shipped.has(`${name}@${version}`)).map(withoutPlace),
    electron,
  ]
  const inside = new Set(components.map((each) => each['bom-ref']))
  const needs = ({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => inside.has(each)) })
  return {
    ...list,
    metadata: { ...list.metadata, component },
    components,
    dependencies: [
      ...list.dependencies.filter(({ ref }) => ref === own || inside.has(ref)).map(needs),
      ...(list.dependencies.some(({ ref }) => ref === electron['bom-ref']) ? [] : [{ ref: electron['bom-ref'] }]),
    ],
  }
}

/** Where a package was fetched from on the machine that built it says nothing about what it is. */
function withoutPlace({ externalReferences = [], ...component }) {
  const kept = externalReferences.filter(({ type }) => type !== 'distribution')
  return kept.length > 0 ? { ...component, externalReferences: kept } : component
}

function hashOf(integrity) {
  const [name, base64] = integrity.split('-', 2)
  return { alg: name.replace(/^sha/, 'SHA-'), content: Buffer.from(base64, 'base64').toString('hex') }
}

/** npm's own program, so that no shell is needed on any system. */
function npm() {
  const running = process.env.npm_execpath
  if (running?.endsWith('npm-cli.js')) return running
  const beside = [
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ]
  const found = beside.find((path) => existsSync(path))
  if (found) return found
  throw new Error('npm was not found; start this with “npm run package”.')
}
