import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { writeBigDatabase } from '../test/support/bigDatabase'
import { openBrowser } from '../test/support/browser'
import { startProgram } from '../test/support/program'
import { findChromium } from '../test/support/chromium'
import type { Figure } from './figure'
import { pageFigures } from './pages'
import { table } from './table'
import { userManagementFigures } from './usermgmt'

const BEGIN = '<!-- Written by npm run bench -- --write -->'
const END = '<!-- until here -->'
const folder = await mkdtemp(join(tmpdir(), 'keyswitch-bench-'))
try {
  await writeBigDatabase(folder, { users: 10_000, objects: 50_000, groups: 200 })
  const figures = [...(await userManagementFigures(folder)), ...(await onPages(folder))]
  const text = table(figures)
  process.stdout.write(`${text}\n`)
  if (process.argv.includes('--write')) await note(text)
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function onPages(database: string): Promise<Figure[]> {
  const found = await findChromium()
  if ('missing' in found) {
    process.stdout.write(`${found.missing} The pages are not measured.\n`)
    return []
  }
  const browser = await openBrowser()
  try {
    const program = await startProgram()
    try {
      return await pageFigures(browser, program, database)
    } finally {
      await program.stop()
    }
  } finally {
    await browser.close()
  }
}

/** Puts the table in the place of the last one; what is written around it stays. */
async function note(text: string): Promise<void> {
  const path = resolve(import.meta.dirname, '../../docs/performance.md')
  const document = await readFile(path, 'utf8')
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)]
  if (from < 0 || to < from) throw new Error(`docs/performance.md has lost the lines ${BEGIN} and ${END}`)
  await writeFile(path, `${document.slice(0, from)}${BEGIN}\n\n${text}\n\n${document.slice(to)}`)
}
