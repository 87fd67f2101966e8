import { lockedPackages, reached } from '../lockFile.mjs'

/** Built into the program's own files: the page's parts, and the OPC UA client (electron.vite.config.ts). */
const BUILT_IN = [/^react(-dom|-aria-components)?$/, /^zustand$/, /^node-opcua-/]

/**
 * Packages of production by what becomes of them, as names: `carried` are needed beside the built files, `left` are not,
 * because they are built into them or only install others. `shipped`: name@version of all whose code is in a package.
 */
export function runtimePackages() {
  const packages = lockedPackages()
  const { dependencies, optionalDependencies } = packages['']
  const direct = Object.keys({ ...dependencies, ...optionalDependencies })
  const all = reachedFrom(packages, direct)
  const beside = direct.filter((name) => !BUILT_IN.some((pattern) => pattern.test(name)))
  // What keytar needs to be installed, it does not need to run.
  const installers = reached(packages, 'keytar')
  const carried = reachedFrom(
    packages,
    beside.filter((name) => name !== 'keytar'),
  ).add('node_modules/keytar')
  const others = reachedFrom(
    packages,
    direct.filter((name) => name !== 'keytar'),
  ).add('node_modules/keytar')
  for (const path of installers) if (!others.has(path)) all.delete(path)
  const names = new Set([...carried].map(nameAt))
  const left = [...all, ...installers].map(nameAt).filter((name) => !names.has(name))
  return {
    carried: [...names],
    left: [...new Set(left)],
    shipped: new Set([...all].map((path) => `${nameAt(path)}@${packages[path].version}`)),
  }
}

function nameAt(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
}

function reachedFrom(packages, names) {
  return new Set(names.flatMap((name) => [...reached(packages, name)]))
}
