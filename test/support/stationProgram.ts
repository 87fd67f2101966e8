import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { connect, type Api } from '../../src/contract/client'
import type { EventName } from '../../src/contract/names'
import { directTransport } from '../../src/main/bridge/dispatch'
import type { Peer } from '../../src/main/bridge/handler'
import { compose, type ComposeOptions, type Program } from '../../src/main/compose'
import { openLog } from '../../src/main/log'
import { logIn } from '../../src/contract/loginClient'
import { SAMPLE, temporaryFolder } from './temporaryFolder'

/** Of everybody in tests; it keeps to the password policy. */
export const PASSWORD = 'Rain over Ulm 7'
export const ADMINISTRATOR = { name: 'anna', password: PASSWORD }

export type StationProgram = {
  program: Program
  /** The folder of the station's files; need not exist. */
  folder: string
  stateFolder: string
  home: string
  /** A peer of its own; the same name is the same peer. */
  peer(name: string, face?: Peer['face']): Api
  /** The same, logged in. */
  loggedIn(name: string, credentials?: { name: string; password: string }, face?: Peer['face']): Promise<Api>
  leave(name: string): void
  /** Names of events said so far, oldest first. */
  said: EventName[]
  /** Ends it before the test does. */
  close(): Promise<void>
}

/** The program with its station, in folders of its own; closed when the running test is over. */
export async function startStationProgram(
  options: { stateFolder?: string; setUp?: boolean; daemon?: ComposeOptions['daemon'] } = {},
): Promise<StationProgram> {
  const home = await temporaryFolder()
  const stateFolder = options.stateFolder ?? join(home, 'state')
  const log = openLog({ level: 'silent' })
  const program = await compose({
    config: {
      version: '0.0.0',
      stateFolder,
      logLevel: 'silent',
      sampleFolder: SAMPLE,
      pagesFolder: home,
      preloadFile: home,
      opcuaWorkerFile: home,
      keychainProcessFile: '',
      home,
    },
    log,
    ...(options.daemon === undefined ? {} : { daemon: options.daemon }),
  })
  const close = async () => {
    await program.close()
    log.close()
  }
  onTestFinished(close)
  const said: EventName[] = []
  for (const event of ['login.changed', 'security.changed', 'databases.changed', 'audit.changed'] as const) {
    program.events.subscribe(event, () => said.push(event))
  }
  const peer: StationProgram['peer'] = (name, face = 'browser') => connect(directTransport(program, { id: name, face }))
  const loggedIn: StationProgram['loggedIn'] = async (name, credentials = ADMINISTRATOR, face) => {
    const api = peer(name, face)
    await logIn(api, { user: credentials.name, password: credentials.password })
    return api
  }
  if (options.setUp) {
    await peer('who set it up').call('login.setUp', ADMINISTRATOR)
    program.dispatch.leave({ id: 'who set it up' })
  }
  return {
    program,
    folder: join(stateFolder, 'station'),
    stateFolder,
    home,
    peer,
    loggedIn,
    leave: (name) => program.dispatch.leave({ id: name }),
    said,
    close,
  }
}
