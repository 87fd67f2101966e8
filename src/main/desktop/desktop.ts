import type { DesktopState, ToOpen } from '../../contract/desktop'
import { AppError } from '../../contract/errors'
import type { MethodName } from '../../contract/names'
import type { Handlers, ParsedInput, Peer } from '../bridge/handler'
import type { Config } from '../config'

/** What only a desktop can do for its page. */
export type Desktop = {
  pickFolder(): Promise<string | null>
  pickFile(asked: ParsedInput<'files.pick'>): Promise<string | null>
  leave(): void
  /** What the system asked to open; each is told once. */
  toOpen(): ToOpen[]
  state(): DesktopState
  change(to: ParsedInput<'desktop.change'>): Promise<DesktopState>
}

type AppMethod =
  'app.about' | 'app.leave' | 'app.toOpen' | 'folders.pick' | 'files.pick' | 'desktop.state' | 'desktop.change'

const NONE: DesktopState = { startsWithComputer: null, staysInTray: null }

/** What the program says about itself, and what it can do only with a window. */
export function appHandlers(config: Config, desktop: Desktop | undefined): Pick<Handlers, AppMethod> {
  /** A window is the page's own: programs on the socket neither close it nor put dialogs in front of a person. */
  const own = (peer: Peer, method: MethodName): Desktop => {
    if (!desktop || peer.face !== 'desktop') throw new AppError('not-available', { method })
    return desktop
  }
  return {
    'app.about': (_, { peer }) => ({
      version: config.version,
      face: peer.face,
      platform: process.platform,
      canPickFolders: desktop !== undefined,
      home: config.home,
      sample: config.sampleFolder !== undefined,
    }),
    'app.leave': (_, { peer }) => {
      own(peer, 'app.leave').leave()
      return {}
    },
    'app.toOpen': (_, { peer }) => ({ items: desktop && peer.face === 'desktop' ? desktop.toOpen() : [] }),
    'folders.pick': async (_, { peer }) => ({ folder: await own(peer, 'folders.pick').pickFolder() }),
    'files.pick': async (asked, { peer }) => ({ file: await own(peer, 'files.pick').pickFile(asked) }),
    'desktop.state': () => desktop?.state() ?? NONE,
    'desktop.change': (to, { peer }) => own(peer, 'desktop.change').change(to),
  }
}
