/**
 * Where a connection sits: `silent` until it has proved the token, `taken` from then on, `ended` once its last answer is
 * out and the other side's end is waited for.
 */
export type Seat = 'none' | 'silent' | 'taken' | 'ended'

/** A connection as far as places for it go. */
export type Seated = {
  /** Written by the slots only. */
  seat: Seat
  readonly since: number
  /** It waited too long or others need its place: tells it so, and ends it. */
  drop(): void
  destroy(): void
}

/** Who may be connected at a time (session-daemon 2). */
export type Slots<C extends Seated> = {
  /** Everybody, the oldest first. */
  readonly all: ReadonlySet<C>
  /** Takes a new connection in; false when every slot is taken, and it is to be turned away. */
  enter(connection: C): boolean
  /** It has proved the token: its slot is its own now; false when there is none left. */
  admit(connection: C): boolean
  ending(connection: C): void
  leave(connection: C): void
  /** Drops silent connections that are more than their half. */
  sweep(): void
  readonly taken: number
}

type SlotParts = {
  most: number
  silentGrace: number
  /** Milliseconds that only go forward. */
  now: () => number
}

/** New connections beyond the slots, until what they sent with connecting has been read; and ended ones. */
const SPARE = 256

/**
 * Silent connections give way to whoever speaks: the oldest goes first. Those of one burst are judged a turn of the event
 * loop later, when what each sent with connecting has been read; so however many connect and say nothing, somebody who
 * asks at once is answered.
 */
export function createSlots<C extends Seated>({ most, silentGrace, now }: SlotParts): Slots<C> {
  const all = new Set<C>()
  const count: Record<Seat, number> = { none: 0, silent: 0, taken: 0, ended: 0 }
  const half = Math.floor(most / 2)
  let judging = false

  const move = (connection: Seated, seat: Seat) => {
    count[connection.seat] -= 1
    count[seat] += 1
    connection.seat = seat
  }
  const oldest = (seat: Seat): C | undefined => {
    for (const connection of all) if (connection.seat === seat) return connection
    return undefined
  }
  const judge = () => {
    judging = false
    for (const connection of all) {
      if (count.taken + count.silent <= most) return
      if (connection.seat === 'silent') connection.drop()
    }
  }
  const judgeHalf = () => {
    if (count.silent <= half) return
    const latest = now() - silentGrace
    const old = [...all].filter(({ seat, since }) => seat === 'silent' && since < latest)
    for (const connection of old.slice(0, Math.max(0, old.length - half))) connection.drop()
  }

  return {
    all,
    enter(connection) {
      all.add(connection)
      if (count.taken >= most) return false
      move(connection, 'silent')
      if (count.silent > most + SPARE) oldest('silent')?.drop()
      if (count.taken + count.silent > most && !judging) {
        judging = true
        // The first turn may have begun before the sockets were looked at; the second has surely read them.
        setImmediate(() => setImmediate(judge))
      }
      judgeHalf()
      return true
    },
    admit(connection) {
      if (count.taken >= most) return false
      move(connection, 'taken')
      return true
    },
    ending(connection) {
      move(connection, 'ended')
      if (count.ended > SPARE) oldest('ended')?.destroy()
    },
    leave(connection) {
      move(connection, 'none')
      all.delete(connection)
    },
    sweep: judgeHalf,
    get taken() {
      return count.taken
    },
  }
}
