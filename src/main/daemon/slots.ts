/** A connection as far as places for it go. `drop` tells it that it waited too long, and ends it. */
export type Seated = { drop(): void; destroy(): void; readonly since: number }

/** Who may be connected at a time (session-daemon 2). */
export type Slots = {
  /** Takes a new connection in, silent as it is; false when every slot belongs to somebody who has proved the token. */
  enter(connection: Seated): boolean
  /** It has proved the token: its slot is its own now; false when there is none left. */
  admit(connection: Seated): boolean
  /** It has been ended and waits for the other side to end too. */
  ending(connection: Seated): void
  leave(connection: Seated): void
  /** Drops silent connections that are more than their half. */
  sweep(): void
  /** Connections that have proved the token. */
  readonly taken: number
}

type SlotParts = {
  most: number
  silentGrace: number
  /** Milliseconds that only go forward. */
  now: () => number
}

/** New connections beyond the slots until what they sent with connecting has been read; and ended ones. */
const SPARE = 256

/**
 * Silent connections, which have not proved the token yet, give way to whoever speaks: the oldest goes first. Those of
 * one burst are judged a turn of the event loop later, when what each sent with connecting has been read; so however
 * many connect and say nothing, somebody who asks at once is answered.
 */
export function createSlots({ most, silentGrace, now }: SlotParts): Slots {
  const silent = new Set<Seated>()
  const admitted = new Set<Seated>()
  const ended = new Set<Seated>()
  let judging = false

  const dropOldest = () => {
    const [oldest] = silent
    if (!oldest) return
    silent.delete(oldest)
    oldest.drop()
  }
  const judge = () => {
    judging = false
    while (silent.size > 0 && admitted.size + silent.size > most) dropOldest()
  }
  const judgeHalf = () => {
    const half = Math.floor(most / 2)
    if (silent.size <= half) return
    const latest = now() - silentGrace
    const old = [...silent].filter(({ since }) => since < latest)
    for (const connection of old.slice(0, Math.max(0, old.length - half))) connection.drop()
  }

  return {
    enter(connection) {
      if (admitted.size >= most) return false
      silent.add(connection)
      if (admitted.size + silent.size > most) {
        if (silent.size > most + SPARE) dropOldest()
        if (!judging) {
          judging = true
          // The first turn may have begun before the sockets were looked at; the second has surely read them.
          setImmediate(() => setImmediate(judge))
        }
      }
      judgeHalf()
      return true
    },
    admit(connection) {
      if (admitted.has(connection)) return true
      if (admitted.size >= most) return false
      silent.delete(connection)
      admitted.add(connection)
      return true
    },
    ending(connection) {
      silent.delete(connection)
      admitted.delete(connection)
      ended.add(connection)
      const [oldest] = ended
      if (ended.size > SPARE) oldest?.destroy()
    },
    leave(connection) {
      silent.delete(connection)
      admitted.delete(connection)
      ended.delete(connection)
    },
    sweep: judgeHalf,
    get taken() {
      return admitted.size
    },
  }
}
