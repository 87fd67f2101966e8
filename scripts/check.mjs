import { pathToFileURL } from 'node:url'
import { writeDocs } from './docs.mjs'
import { command, run } from './tool.mjs'

const tool = (name, args) => () => run(command(...name), args)

/** Everything that is judged without running the program; each counts as one test. */
export const CHECKS = [
  { title: 'types of main, preload and contract', run: tool(['typescript', 'tsc'], ['-p', 'tsconfig.main.json']) },
  { title: 'types of the page', run: tool(['typescript', 'tsc'], ['-p', 'tsconfig.renderer.json']) },
  { title: 'types of tests and benchmarks', run: tool(['typescript', 'tsc'], ['-p', 'tsconfig.test.json']) },
  {
    title: 'lint, import directions and cycles',
    run: tool(['oxlint'], ['--type-aware', '--deny-warnings', '--report-unused-disable-directives']),
  },
  { title: 'formatting', run: tool(['prettier'], ['--check', '--log-level', 'warn', '.']) },
  { title: 'nothing unused (files, exports, dependencies)', run: tool(['knip'], ['--no-progress']) },
  { title: 'generated documents are fresh', run: () => writeDocs({ check: true }) },
]

/** One after another, so that two cores stay usable; `done` hears each result as it comes. */
export async function runChecks(done) {
  for (const { title, run } of CHECKS) {
    const started = Date.now()
    const { ok, output } = await run()
    done({ title, ok, output, milliseconds: Date.now() - started })
  }
}

export function showCheck({ title, ok, output, milliseconds }) {
  console.log(` ${ok ? '✓' : '×'} ${title} (${(milliseconds / 1000).toFixed(1)} s)`)
  if (!ok) console.log(output.trimEnd().replaceAll(/^/gm, '     '))
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runChecks((result) => {
    showCheck(result)
    if (!result.ok) process.exitCode = 1
  })
}
