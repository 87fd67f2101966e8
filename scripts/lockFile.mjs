import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './tool.mjs'

/** Everything that is installed, by where it lies (`node_modules/…`); the project itself under the empty name. */
export function lockedPackages() {
  return JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
}

/** Every installed package that comes with one of ours: what it needs, and what that needs, where npm has put it. */
export function reached(packages, name) {
  const found = new Set()
  const visit = (path) => {
    if (found.has(path)) return
    found.add(path)
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = packages[path]
    const peers = Object.keys(peerDependencies ?? {}).filter((peer) => !peerDependenciesMeta?.[peer]?.optional)
    for (const needed of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) {
      const place = resolved(packages, path, needed)
      if (place) visit(place)
    }
  }
  visit(`node_modules/${name}`)
  return found
}

/** Node's own way of looking: in this package's node_modules, then further and further out. */
function resolved(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, folder.lastIndexOf('node_modules/')).replace(/\/$/, '')) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (packages[path]) return path
    if (folder === '') return undefined
  }
}
