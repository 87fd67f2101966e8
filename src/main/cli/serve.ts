import { join } from 'node:path'
import { serveLoopback } from '../bridge/loopback'
import { readPages } from '../bridge/pages'
import { compose, type Program } from '../compose'
import { readConfig } from '../config'
import { openLog } from '../log'
import { createScope } from '../scope'
import { openBrowser } from './browser'
import { apiOf } from './database'
import { EXIT } from './failure'
import { note, print } from './terminal'

/** Serves the pages on this machine only and stays until it is told to end. */
export async function serve(asked: { port?: number; open: boolean; json?: true }): Promise<number> {
  const scope = createScope()
  try {
    const config = readConfig()
    const log = openLog({ level: config.logLevel, file: join(config.stateFolder, 'keyswitch.log') })
    scope.add(() => log.close())
    const program = await compose({ config, log, daemon: 'shared' })
    scope.add(() => program.close())
    const pages = await readPages(config.pagesFolder)
    const { dispatch, events, hearing } = program
    const loopback = await serveLoopback({ dispatch, events, hearing, pages, log, port: asked.port ?? 0 })
    scope.add(() => loopback.close())
    // Listened for before the address is out: whoever reads it may end the program at once.
    const ended = untilEnded(program)
    const address = loopback.newAddress()
    if (asked.json) print(JSON.stringify({ address }))
    else print(`Keyswitch is at ${address} for one browser, once. Ctrl+C ends it.`)
    if (asked.open) openBrowser(address)
    scope.add(offerAddresses(() => loopback.newAddress()))
    await ended
    return EXIT.fine
  } finally {
    await scope.close()
  }
}

/** At a terminal Enter prints a fresh address: for another browser, or when the first one was lost. Returns what ends that. */
function offerAddresses(newAddress: () => string): () => void {
  const { stdin } = process
  if (!stdin.isTTY) return () => undefined
  const offer = () => print(`A fresh address: ${newAddress()}`)
  stdin.on('data', offer)
  return () => {
    stdin.off('data', offer)
    stdin.pause()
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Ctrl+C, an end asked for by the system, or a terminal that was closed. Unsaved edits need a second Ctrl+C. */
function untilEnded(program: Program): Promise<void> {
  return new Promise((ended) => {
    let warned = false
    const end = () => {
      for (const signal of SIGNALS) process.off(signal, told)
      ended()
    }
    const told = (signal: NodeJS.Signals) => {
      // Only a person at a terminal can answer; the others mean it.
      if (signal !== 'SIGINT' || !process.stdin.isTTY || warned) return end()
      warned = true
      void warnOrEnd()
    }
    const warnOrEnd = async () => {
      const titles = await unsavedIn(program)
      if (titles.length === 0) return end()
      note(`${titles.join(', ')} has unsaved changes. Save them in the page, or press Ctrl+C again to drop them.`)
    }
    for (const signal of SIGNALS) process.on(signal, told)
  })
}

async function unsavedIn(program: Program): Promise<string[]> {
  const { databases } = await apiOf(program).call('databases.list', {})
  return databases.filter(({ unsaved }) => unsaved > 0).map(({ title }) => title)
}
