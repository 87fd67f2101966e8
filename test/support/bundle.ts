import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, extname, join, resolve } from 'node:path'
import { build } from 'vite'

const bundles = new Map<string, Promise<string>>()

/**
 * Makes one JavaScript file of a TypeScript entry, which plain Node can run in a child process; the path of that file.
 * Made once per test file and removed when its process ends.
 */
export function bundleEntry(path: string): Promise<string> {
  const entry = resolve(path)
  const bundle = bundles.get(entry) ?? bundled(entry)
  bundles.set(entry, bundle)
  return bundle
}

/** Removes what `bundleEntry` made; for `afterAll`. */
export async function removeBundles(): Promise<void> {
  const made = await Promise.allSettled(bundles.values())
  bundles.clear()
  for (const result of made) {
    if (result.status === 'fulfilled') await rm(resolve(result.value, '..'), { recursive: true, force: true })
  }
}

async function bundled(entry: string): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'keyswitch-bundle-'))
  const name = basename(entry, extname(entry))
  await build({
    configFile: false,
    logLevel: 'warn',
    // The child runs in a temporary folder: nothing may be looked up in node_modules from there.
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: false,
      minify: false,
      target: 'node20',
      rollupOptions: {
        external: ['proper-lockfile'],
        output: { entryFileNames: `${name}.mjs`, codeSplitting: false },
      },
    },
  })
  return join(outDir, `${name}.mjs`)
}
