import { lockedPackages, reached } from './lockFile.mjs'

const BEGIN = '<!-- Written by npm run docs from package-lock.json -->'
const END = '<!-- until here -->'

/** docs/dependencies.md with its counted table anew; the reasons around it are written by hand, one row per dependency. */
export function dependencyTable(document) {
  const packages = lockedPackages()
  const { dependencies, optionalDependencies } = packages['']
  const names = Object.keys({ ...dependencies, ...optionalDependencies }).toSorted()
  const unexplained = names.filter((name) => !new RegExp(`^\\| *\`${name}\`[^|]*\\|`, 'm').test(document))
  if (unexplained.length > 0) throw new Error(`docs/dependencies.md gives no reason for ${unexplained.join(', ')}.`)
  const [before, rest] = split(document, BEGIN)
  const [, after] = split(rest, END)
  const all = new Set(names.flatMap((name) => [...reached(packages, name)]))
  const rows = names.map((name) => {
    const { version, license } = packages[`node_modules/${name}`]
    const brought = [...reached(packages, name)].filter((path) => path !== `node_modules/${name}`)
    const list = brought
      .map((path) => path.slice(path.lastIndexOf('node_modules/') + 13))
      .toSorted((one, other) => (one < other ? -1 : 1))
    return `| ${name} | ${version} | ${license} | ${list.length} | ${list.join(', ') || '–'} |`
  })
  const table = ['| package | version | licence | brings | namely |', '| --- | --- | --- | --- | --- |', ...rows]
  return `${before}${BEGIN}\n\n${table.join('\n')}\n\nIn all ${all.size} packages.\n\n${END}${after}`
}

function split(text, mark) {
  const at = text.indexOf(mark)
  if (at < 0) throw new Error(`docs/dependencies.md has lost its line ${mark}`)
  return [text.slice(0, at), text.slice(at + mark.length)]
}
