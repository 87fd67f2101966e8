import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
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
  if (!('missing' in found)) return tests(['browser'], { mustRun: process.env.CI !== undefined })
  const { output } = await run(command('vitest'), ['list', '--json', '--project', 'browser', ...filters])
  const titles = JSON.parse(output.slice(output.indexOf('['))).map(({ name }) => name)
  for (const title of titles) (process.env.CI === undefined ? skipped : failed).push(`${title} (${found.missing})`)
}

/** Runs projects of vitest and takes the counts from its report; a file that fails as a whole counts as one failure. */
async function tests(projects, { mustRun = false } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'keyswitch-report-'))
  const reportFile = join(folder, 'report.json')
  const chosen = projects.flatMap((name) => ['--project', name])
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`]
  const { ok } = await run(command('vitest'), ['run', '--passWithNoTests', ...chosen, ...reporters, ...filters], {
    show: true,
  })
  const failedBefore = failed.length
  try {
    const { testResults } = JSON.parse(await readFile(reportFile, 'utf8'))
    for (const file of testResults) noteFile(file, mustRun)
  } catch (error) {
    failed.push(`${projects.join(' and ')} tests ended without a report (${error.message})`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  // An error outside of every test, such as one thrown after the last: vitest says so only in its exit code.
  if (!ok && failed.length === failedBefore)
    failed.push(`${projects.join(' and ')} tests: an error outside of the tests, see above`)
}

function noteFile({ name, status, assertionResults, message }, mustRun) {
  const file = relative(root, name).split(sep).join('/')
  const failedBefore = failed.length
  for (const { fullName, status } of assertionResults) {
    const title = `${file}: ${fullName}`
    if (status === 'passed') passed.push(title)
    else if (status === 'failed' || mustRun) failed.push(status === 'failed' ? title : `${title} (skipped)`)
    else skipped.push(title)
  }
  if (status === 'failed' && failed.length === failedBefore) failed.push(`${file}: ${message || 'the file as a whole'}`)
}

/** The counts stand alone in the last line, for people and for programs. */
function report() {
  console.log('')
  if (skipped.length > 0) console.log(`Skipped:\n${skipped.map((title) => `  - ${title}`).join('\n')}\n`)
  if (failed.length > 0) console.log(`Failed:\n${failed.map((title) => `  × ${title}`).join('\n')}\n`)
  console.log(`${passed.length} passed, ${failed.length} failed, ${skipped.length} skipped`)
  process.exitCode = failed.length > 0 ? 1 : 0
}
