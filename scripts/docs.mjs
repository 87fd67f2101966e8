import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { contractDocument } from './contractDocument.mjs'
import { dependencyTable } from './dependencyTable.mjs'
import { root } from './tool.mjs'

/** Writes the generated documents, or with `check` only says which are stale. */
export async function writeDocs({ check = false } = {}) {
  const style = { ...(await resolveConfig(join(root, 'docs/contract.md'))), parser: 'markdown' }
  const contents = {
    'docs/contract.md': await format(await contractDocument(), style),
    'docs/dependencies.md': await format(dependencyTable(read('docs/dependencies.md')), style),
  }
  const stale = Object.entries(contents).filter(([path, content]) => read(path) !== content)
  if (check) {
    const output = stale.map(([path]) => `${path} is stale: npm run docs writes it anew.`).join('\n')
    return { ok: stale.length === 0, output }
  }
  for (const [path, content] of stale) writeFileSync(join(root, path), content)
  return { ok: true, output: stale.map(([path]) => `${path} written`).join('\n') || 'all fresh' }
}

function read(path) {
  const full = join(root, path)
  return existsSync(full) ? readFileSync(full, 'utf8') : ''
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log((await writeDocs()).output)
