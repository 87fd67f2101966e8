import { spawn } from 'node:child_process'
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './sources'

const BUILD = `import('./scripts/buildPackage.mjs').then(({ buildPackage }) => buildPackage(process.argv[1]))`

/** Makes a folder a project of somebody else's, with this package among its dependencies as npm would put it there. */
export async function installPackage(project: string): Promise<void> {
  const modules = join(project, 'node_modules')
  const installed = join(modules, 'keyswitch')
  await mkdir(join(installed, 'out'), { recursive: true })
  await cp(join(root, 'package.json'), join(installed, 'package.json'))
  const built = await runNode(root, ['-e', BUILD, join(installed, 'out')])
  if (built.code !== 0) throw new Error(built.output)
  await mkdir(join(modules, '@types'))
  // What its declarations need: a dependency of ours, and the types of Node, which every project has.
  for (const name of ['zod', 'undici-types', '@types/node']) {
    await symlink(join(root, 'node_modules', name), join(modules, name))
  }
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({ name: 'somebody-else', type: 'module', private: true }),
  )
}

/** Runs Node in a folder; everything it printed. */
export function runNode(folder: string, args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((ended, failed) => {
    // A test runner inside another one speaks to the outer one unless it is told that there is none.
    const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...environment } = process.env
    const child = spawn(process.execPath, args, { cwd: folder, env: { ...environment, NO_COLOR: '1' } })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    }
    child.once('error', failed)
    child.once('close', (code) => ended({ code, output }))
  })
}
