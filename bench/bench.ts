import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeBigDatabase } from '../test/support/bigDatabase'
import { openBrowser } from '../test/support/browser'
import { startProgram } from '../test/support/program'
import { findChromium } from '../test/support/chromium'
import type { Figure } from './figure'
import { pageFigures } from './pages'
import { publish } from './publish'
import { userManagementFigures } from './usermgmt'

const folder = await mkdtemp(join(tmpdir(), 'keyswitch-bench-'))
try {
  await writeBigDatabase(folder, { users: 10_000, objects: 50_000, groups: 200 })
  const figures = [...(await userManagementFigures(folder)), ...(await onPages(folder))]
  await publish('Written by npm run bench -- --write', figures)
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
