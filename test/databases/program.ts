import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { connect, type Api } from '../../src/contract/client'
import type { EventPayload } from '../../src/contract/contract'
import { directTransport } from '../../src/main/bridge/dispatch'
import { compose } from '../../src/main/compose'
import { openLog } from '../../src/main/log'
import { SAMPLE, sampleCopy, temporaryFolder } from '../support/temporaryFolder'

export type Changed = EventPayload<'databases.changed'>

export type TestProgram = {
  api: Api
  /** Its own home folder; state is kept underneath. */
  home: string
  /** What was said about databases so far, oldest first. */
  changes: Changed[]
  /** How often the list of opened places was said to have changed. */
  places: () => number
}

/** The program with folders of its own, closed when the running test is over. */
export async function startProgram(): Promise<TestProgram> {
  const home = await temporaryFolder()
  const log = openLog({ level: 'silent' })
  const program = await compose({
    config: {
      version: '0.0.0',
      stateFolder: join(home, 'state'),
      logLevel: 'silent',
      sampleFolder: SAMPLE,
      pagesFolder: home,
      preloadFile: home,
      opcuaWorkerFile: home,
      keychainProcessFile: '',
      home,
    },
    log,
  })
  onTestFinished(async () => {
    await program.close()
    log.close()
  })
  const changes: Changed[] = []
  let places = 0
  program.events.subscribe('databases.changed', (change) => changes.push(change))
  program.events.subscribe('places.changed', () => (places += 1))
  return {
    api: connect(directTransport(program, { id: 'test', face: 'browser' })),
    home,
    changes,
    places: () => places,
  }
}

/** The program with a copy of the sample opened. */
export async function openSampleCopy(): Promise<TestProgram & { folder: string; database: string }> {
  const program = await startProgram()
  const folder = await sampleCopy()
  const { database } = await program.api.call('databases.open', { folder })
  return { ...program, folder, database }
}
