import { join } from 'node:path'
import { runnerImport } from 'vite'
import { root } from './tool.mjs'

/** Loads a TypeScript module of the project, given by its path from the root, without building the program. */
export async function load(path) {
  const { module } = await runnerImport(join(root, path), { root, configFile: false, logLevel: 'error' })
  return module
}
