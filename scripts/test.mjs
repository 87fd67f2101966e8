import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { build, whyBuild } from './build.mjs'
import { runChecks, showCheck } from './check.mjs'
import { load } from './sources.mjs'
import { command, root, run } from './tool.mjs'

const PARTS = ['check', 'unit', 'browser']
const { values, positionals: filters } = parseArgs({
  options: { only: { type: 'string', multiple: true } },
  allowPositionals: true,
})
const only = values.only ?? (filters.length > 0 ? ['unit', 'browser'] : PARTS)
if (!only.every((part) => PARTS.includes(part))) {
  console.error(`npm test -- [--only ${PARTS.join('|')}]… [filter of file names]…`)
  process.exit(2)
}

const passed = []
const failed = []
const skipped = []

if (only.includes('check')) await runChecks(noteCheck)
const built = await ensureBuilt()
if (only.includes('unit')) await tests(['unit', 'renderer'])
if (only.includes('browser') && built) await browserTests()
report()

async function ensureBuilt() {
  const started = Date.now()
  const title = 'the program builds'
  try {
    if (whyBuild()) await build()
    noteCheck({ title, ok: true, output: '', milliseconds: Date.now() - started })
    return true
  } catch (error) {
    noteCheck({ title, ok: false, output: error.message, milliseconds: Date.now() - started })
    return false
  }
}

function noteCheck(result) {
  showCheck(result)
  ;(result.ok ? passed : failed).push(result.title)
}

/** Where no browser is to be had, the tests are listed, so that the count of what was not looked at is right. */
async function browserTests() {
  const { findChromium } = await load('test/support/chromium.ts')
  const found = await findChromium().catch((error) => ({
    missing: `The browser could not be unpacked: ${error.message}`,
  }))
  const mustRun = process.env.CI !== undefined
  if (!('missing' in found)) return tests(['browser'], { mustRun })
  const { output } = await run(command('vitest'), ['list', '--json', '--project', 'browser', ...filters])
  console.log(found.missing)
  for (const { name, file } of JSON.parse(output.slice(output.indexOf('['))))
    note({ title: `${relative(root, file)}: ${name}`, state: 'skipped', note: 'no browser' }, mustRun)
}

/** Runs projects of vitest and counts what became of every test; without a report they count as one failure. */
async function tests(projects, { mustRun = false } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'keyswitch-report-'))
  const file = join(folder, 'report.json')
  const chosen = projects.flatMap((name) => ['--project', name])
  const reporters = ['--reporter=default', '--reporter=./scripts/testReport.mjs']
  try {
    await run(command('vitest'), ['run', '--passWithNoTests', ...chosen, ...reporters, ...filters], {
      show: true,
      env: { KEYSWITCH_TEST_REPORT: file },
    })
    for (const test of JSON.parse(await readFile(file, 'utf8'))) note(test, mustRun)
  } catch (error) {
    failed.push(`the ${projects.join(' and ')} tests ended without a report (${error.message})`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function note({ title, state, note: reason }, mustRun) {
  if (state === 'passed') passed.push(title)
  else if (state === 'failed') failed.push(title)
  else (mustRun ? failed : skipped).push(`${title} (skipped${reason ? `: ${reason}` : ''})`)
}

/** The counts stand alone in the last line, for people and for programs. */
function report() {
  console.log('')
  if (skipped.length > 0) console.log(`Skipped:\n${skipped.map((title) => `  - ${title}`).join('\n')}\n`)
  if (failed.length > 0) console.log(`Failed:\n${failed.map((title) => `  × ${title}`).join('\n')}\n`)
  console.log(`${passed.length} passed, ${failed.length} failed, ${skipped.length} skipped`)
  process.exitCode = failed.length > 0 ? 1 : 0
}
