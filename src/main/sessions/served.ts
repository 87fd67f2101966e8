import type { NotificationMessage } from './notificationMessage'

/** A subscription at the server that messages are for, made by hand or for streams. */
export type Served = {
  /** 0 while the server has none. */
  readonly serverId: number
  /** The sequence number of the last message that was taken; 0 before the first. */
  readonly last: number
  /** A message came by itself; keep-alives too. */
  hear(message: NotificationMessage): void
  /** After a transfer: a message that was missed, in order. */
  catchUp(message: NotificationMessage): void
  /** After a transfer: the server still holds a message that was taken before. */
  hadBefore(sequence: number): void
  /** The server has lost it, or gives it to nobody: makes it anew with everything in it. */
  recreate(): Promise<void>
}
