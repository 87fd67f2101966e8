import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeBundles } from '../test/support/bundle'
import { startTestController } from '../test/support/controller'
import { busyFigures } from './daemon/busy'
import { startDirect } from './daemon/direct'
import { openLines } from './daemon/lines'
import { pingFigures } from './daemon/pings'
import { startDaemon, startPlain, type ServedDaemon } from './daemon/programs'
import { readFigures, type ReadParts } from './daemon/reads'
import { sizeFigures } from './daemon/sizes'
import type { Figure } from './figure'
import { publish } from './publish'

// The session daemon beside its two yardsticks (session-daemon 9), all started here, all in one run.
const folder = await mkdtemp(join(tmpdir(), 'keyswitch-bench-'))
const stops: (() => Promise<void> | void)[] = [
  () => rm(folder, { recursive: true, force: true }),
  () => removeBundles(),
]
try {
  await publish('Written by npm run bench:daemon -- --write', await figures())
} finally {
  for (const stop of stops.toReversed()) await stop()
}

async function figures(): Promise<Figure[]> {
  const controller = await startTestController()
  stops.push(() => controller.close())
  const { endpointUrl } = controller
  const plain = await startPlain(folder)
  stops.push(() => plain.stop())
  const daemon = await startDaemon(folder)
  stops.push(() => daemon.stop())
  const nodes = Array.from({ length: 100 }, (_, number) => `ns=2;s=Wide/${number + 1}`)
  return [
    ...(await said('pings', () => pingFigures(daemon, plain))),
    ...(await said('reads', () => reads(daemon, { endpointUrl, nodes }))),
    ...(await said('pings beside slow work', () =>
      busyFigures({ daemon, endpointUrl, slowNode: 'ns=2;s=Slow/Value', nodes }),
    )),
    ...(await said('start and memory', () => sizeFigures(folder, { endpointUrl, nodes }))),
  ]
}

/**
 * Both clients are started for them: a connection that says nothing is closed after half a minute, and the direct client
 * loses its session after a minute and waits for ever.
 */
async function reads(daemon: ServedDaemon, parts: Omit<ReadParts, 'direct' | 'lines'>): Promise<Figure[]> {
  const direct = await startDirect(parts.endpointUrl)
  const lines = await openLines(daemon.path, daemon.token)
  try {
    return await readFigures({ ...parts, direct, lines })
  } finally {
    lines.close()
    await direct.close()
  }
}

/** Four minutes are long without a word. */
async function said(what: string, measure: () => Promise<Figure[]>): Promise<Figure[]> {
  process.stderr.write(`${what} …\n`)
  return measure()
}
