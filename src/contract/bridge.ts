import type { Transport } from './client'

/** What the preload puts into a desktop page as `window.keyswitch`; a browser page lacks it. */
export type KeyswitchBridge = Transport & {
  /** Where a file or folder dropped on the page lies; empty when it is not on a disk. */
  pathOf(file: unknown): string
}
