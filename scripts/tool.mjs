import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '..')

/** The JavaScript file behind a package's command, so that no shell and no .cmd file is needed on any system. */
export function command(packageName, name = packageName) {
  const file = join(root, 'node_modules', packageName, 'package.json')
  const { bin } = JSON.parse(readFileSync(file, 'utf8'))
  return join(dirname(file), typeof bin === 'string' ? bin : bin[name])
}

/** Runs Node on a file. `show` writes to this terminal at once; otherwise what was printed comes back with the exit code. */
export function run(file, args, { show = false, env = {} } = {}) {
  return new Promise((ended, failed) => {
    const child = spawn(process.execPath, [file, ...args], {
      cwd: root,
      env: { ...process.env, ...(show ? {} : { NO_COLOR: '1' }), ...env },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
    child.once('error', failed)
    child.once('close', (code) => ended({ ok: code === 0, output }))
  })
}
