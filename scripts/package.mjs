import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Arch, build as makePackages, Platform } from 'electron-builder'
import { build, whyBuild } from './build.mjs'
import { packagingConfig, RELEASE, SBOM } from './packaging/config.mjs'
import { sbom } from './packaging/sbom.mjs'

const PLATFORMS = { linux: Platform.LINUX, win: Platform.WINDOWS, mac: Platform.MAC }
const HERE = { linux: 'linux', win32: 'win', darwin: 'mac' }[process.platform]

const { values } = parseArgs({
  options: {
    for: { type: 'string', default: HERE },
    dir: { type: 'boolean', default: false },
    arch: { type: 'string', default: process.arch },
    'electron-dist': { type: 'string' },
    output: { type: 'string', default: RELEASE },
  },
})
const platform = PLATFORMS[values.for]
if (!platform) {
  console.error('npm run package -- [--for linux|win|mac] [--arch x64|arm64] [--dir]')
  process.exit(2)
}

if (whyBuild()) await build({ show: true })
const output = resolve(values.output)
mkdirSync(output, { recursive: true })
writeFileSync(join(output, SBOM), `${JSON.stringify(sbom(), null, 2)}\n`)
const arch = Arch[values.arch]
const made = await makePackages({
  config: packagingConfig({ electronDist: values['electron-dist'], output }),
  targets: values.dir ? platform.createTarget('dir', arch) : platform.createTarget(null, arch),
  publish: 'never',
})
for (const file of made) console.log(file)
