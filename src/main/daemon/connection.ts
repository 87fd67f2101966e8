import { setMaxListeners } from 'node:events'
import type { Socket } from 'node:net'
import { describeFault } from '../bridge/fault'
import type { Peer } from '../bridge/handler'
import type { Holder } from '../sessions/sessions'
import { Actors } from './actors'
import type { Caller, Connected } from './caller'
import { FrameDecoder, TOO_LARGE } from './frames'
import type { Hub } from './hub'
import { parseFrame, type Frame } from './json'
import { DENIED, NOT_JSON, SHUTTING_DOWN, TIMED_OUT, tooLarge, TOO_MANY, WRONG_ID } from './refusals'
import { failureLine, failureOf, replyHead, successLine, successPieces, type Failure } from './reply'
import type { Seat, Seated } from './slots'
import { Subscriptions } from './streams'
import type { Proof } from './token'
import { Writer, type WriterOwner } from './writer'

/**
 * `open`: frames are read. `last`: no more are; what is being answered is still answered. `ended`: our side is
 * finished, and the other's end is waited for. `gone`: the socket is closed.
 */
type Stage = 'open' | 'last' | 'ended' | 'gone'

/** Somebody waits for this answer. */
type Pending = { head: string; timer?: NodeJS.Timeout }

/** All connections that ask once hold their sessions together. */
export const CLASSIC: Holder = { id: 'classic' }
/** A longer answer goes out in pieces instead of being copied into one line. */
const LARGE = 64 * 1024

/** One connected program: reads its frames, answers them, and gives up what it held when it is gone. */
export class Connection implements Connected, Seated, WriterOwner {
  readonly id: string
  readonly ended = false
  readonly since: number
  seat: Seat = 'none'
  readonly #socket: Socket
  readonly #hub: Hub
  readonly #writer: Writer
  readonly #decoder: FrameDecoder
  /** Made when first needed: most connections ask once and are answered at once. */
  #pending: Set<Pending> | undefined
  #stage: Stage = 'open'
  /** When the stage must be over. */
  #until = Infinity
  #shutting = false
  #kind: 'silent' | 'classic' | 'multiplexed' = 'silent'
  #proof: Proof
  #admitted = false
  #inputEnded = false
  #working = false
  /** A refusal is held back; until it is out nothing more is read. */
  #refusing = false
  #flushed = false
  /** When it last had something to do. */
  #heard: number
  #peer: Peer | undefined
  #actors: Actors | undefined
  #subscriptions: Subscriptions | undefined
  #gone: AbortController | undefined

  constructor(socket: Socket, id: string, hub: Hub) {
    this.id = id
    this.#socket = socket
    this.#hub = hub
    this.since = hub.now()
    this.#heard = this.since
    this.#decoder = new FrameDecoder(hub.limits.frame)
    this.#writer = new Writer(socket, this, hub)
    socket.on('data', (chunk) => this.#hear(chunk))
    socket.on('end', () => this.#hearEnd())
    socket.on('close', () => this.#leave())
    // A connection that breaks is gone, which `close` says; nobody is left to tell.
    socket.on('error', () => socket.destroy())
  }

  get peer(): Peer {
    return (this.#peer ??= { id: this.id, face: 'program' })
  }

  get own(): Caller {
    return this
  }

  actorIn(frame: Frame): Caller {
    if (frame['loginToken'] === undefined && frame['sibling'] === undefined) return this
    const { gate } = this.#hub
    return (this.#actors ??= new Actors(this, this.id, { gate, leave: (peer) => this.#leaveAs(peer) })).in(frame)
  }

  get holder(): Holder {
    return this.multiplexed ? this.peer : CLASSIC
  }

  get multiplexed(): boolean {
    return this.#kind === 'multiplexed'
  }

  get subscriptions(): Subscriptions {
    const { sessions, events, gate, limits, log } = this.#hub
    return (this.#subscriptions ??= new Subscriptions({
      sessions,
      events,
      gate,
      most: limits.subscriptions,
      push: (line) => this.#push(line),
      onFault: (error) => log.write('error', 'daemon', { fault: describeFault(error) }),
    }))
  }

  get gone(): AbortSignal {
    if (!this.#gone) {
      this.#gone = new AbortController()
      setMaxListeners(this.#hub.limits.inFlight, this.#gone.signal)
    }
    return this.#gone.signal
  }

  get inFlight(): number {
    return this.#pending?.size ?? 0
  }

  get streams(): number {
    return this.#subscriptions?.count ?? 0
  }

  get bytes(): { received: number; sent: number } {
    return { received: this.#socket.bytesRead, sent: this.#socket.bytesWritten }
  }

  /** It was silent for too long, or others need its place. */
  drop(): void {
    this.#refuse(TIMED_OUT, 'connection_timeout')
  }

  /** There is no place for it. */
  turnAway(): void {
    this.#refuse(TOO_MANY, 'too_many_connections')
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /** The peer took what waited for it. */
  roomMade(): void {
    this.#work()
  }

  /** More waits for the peer than may. */
  tooSlow(): void {
    if (this.#socket.destroyed) return
    const { metrics, log } = this.#hub
    metrics.refused('slow_consumer')
    log.write('warn', 'slow_consumer', { peer: this.id, waiting: this.#writer.waiting })
    this.destroy()
  }

  /** Logins or rights have changed. */
  rightsChanged(): void {
    void this.#subscriptions?.lookAgain()
  }

  /** Looks at everything that may take only so long. */
  sweep(now: number): void {
    const { limits } = this.#hub
    const { waiting, taken } = this.#writer
    if (waiting > limits.waiting && now - taken >= limits.stall) return this.tooSlow()
    switch (this.#stage) {
      case 'open':
        if (this.inFlight > 0 || this.streams > 0) this.#heard = now
        if (this.#kind === 'silent' ? now - this.since >= limits.firstFrame : now - this.#heard >= limits.idle)
          this.drop()
        return
      case 'last':
        if (now >= this.#until) this.#end()
        return
      case 'ended':
        this.#noteFlushed()
        if (now >= (this.#flushed ? this.#until : taken + limits.flush)) this.destroy()
        return
      case 'gone':
    }
  }

  /** The daemon ends: what is being answered may still be, nothing new is begun. */
  shut(): void {
    if (this.#kind === 'silent') return this.#end(failureLine('', SHUTTING_DOWN))
    this.#shutting = true
    this.#work()
  }

  /** What is not answered by now fails. */
  abandon(): void {
    for (const { head } of this.#pending ?? []) this.#writer.send(failureLine(head, SHUTTING_DOWN))
    this.#end()
  }

  #hear(chunk: Buffer): void {
    // After the last frame it is only read so that the end is seen.
    if (this.#stage !== 'open') return
    this.#decoder.push(chunk)
    this.#writer.hold()
    this.#work()
    this.#writer.flush()
  }

  /** The peer sends no more, but may still listen: `printf … | nc -N`. */
  #hearEnd(): void {
    this.#inputEnded = true
    this.#work()
  }

  #work(): void {
    if (this.#working || this.#stage === 'gone') return
    this.#working = true
    let more = true
    while (more && this.#stage === 'open' && this.#mayRead()) {
      const frame = this.#decoder.next()
      if (frame === undefined) more = false
      else if (frame !== TOO_LARGE) this.#take(frame)
      else this.#violated(tooLarge(this.#hub.limits.frame))
    }
    this.#working = false
    if (this.#stage === 'open' && !more && (this.#inputEnded || this.#shutting)) this.#stage = 'last'
    if (this.#stage === 'last' && this.inFlight === 0) this.#end()
    const wait = this.#stage === 'open' && !this.#mayRead()
    if (wait === this.#socket.isPaused()) return
    if (wait) this.#socket.pause()
    else this.#socket.resume()
  }

  #mayRead(): boolean {
    if (this.#shutting) return true
    const { inFlight, unread } = this.#hub.limits
    return !this.#refusing && this.inFlight < inFlight && this.#writer.waiting <= unread
  }

  /** Size was looked at; then JSON, token, command and arguments (session-daemon 2). */
  #take(bytes: Buffer): void {
    const { guard, slots, limits } = this.#hub
    const frame = parseFrame(bytes, limits.nesting)
    if (!frame) return this.#violated(NOT_JSON)
    const head = replyHead(frame['id'])
    this.#heard = this.#hub.now()
    if (!head) this.#stage = 'last'
    if (this.#kind === 'silent') this.#kind = head ? 'multiplexed' : 'classic'
    this.#proof = guard.prove(frame['authToken'], this.#proof)
    if (!this.#proof) return this.#deny(head ?? '')
    if (!this.#admitted) {
      if (!slots.admit(this)) return this.turnAway()
      this.#admitted = true
    }
    if (head === undefined) this.#fail('', WRONG_ID)
    else if (this.#shutting) this.#fail(head, SHUTTING_DOWN)
    else this.#answer(frame, head)
  }

  #answer(frame: Frame, head: string): void {
    const { commands, metrics, now, log } = this.#hub
    const began = now()
    const command = commands.find(frame)
    let data: string | Promise<string>
    try {
      data = commands.run(command, frame, this)
    } catch (error) {
      this.#fail(head, failureOf(error, command.name, log))
      metrics.answered(command.name, now() - began, true)
      return
    }
    if (typeof data === 'string') {
      this.#succeed(head, data)
      metrics.answered(command.name, now() - began, false)
      return
    }
    const pending: Pending = { head }
    this.#wait(pending)
    const settle = (failed: boolean, reply: () => void) => {
      metrics.answered(command.name, now() - began, failed)
      // Deleted by whoever answers; what was given up before is not answered again.
      if (this.#pending?.delete(pending)) reply()
      if (this.#stage === 'gone') this.#giveUp()
      else this.#work()
    }
    data.then(
      (text) => settle(false, () => this.#succeed(head, text)),
      (error: unknown) => {
        const failure = failureOf(error, command.name, log)
        settle(true, () => this.#fail(head, failure))
      },
    )
  }

  #succeed(head: string, data: string): void {
    if (data.length > LARGE) for (const piece of successPieces(head, data)) this.#writer.send(piece)
    else this.#writer.send(successLine(head, data))
  }

  #fail(head: string, failure: Failure): void {
    this.#writer.send(failureLine(head, failure))
  }

  #push(line: string): void {
    if (!this.#socket.destroyed) this.#writer.sendEvent(line)
  }

  /** What it sent is no frame: told at once, and what is being answered has a moment left. */
  #violated(failure: Failure): void {
    this.#hub.metrics.refused('bad_frame')
    this.#fail('', failure)
    this.#stage = 'last'
    this.#until = this.#hub.now() + this.#hub.limits.linger
  }

  #deny(head: string): void {
    const { guard, log, metrics } = this.#hub
    // A path has no address; whoever may open it is one source.
    const source = this.#socket.remoteAddress ?? 'local'
    metrics.refused('auth_failed')
    log.write('warn', 'auth_failed', { source })
    this.#hub.refused(source)
    const delay = guard.fail(source)
    if (delay === 0) return this.#fail(head, DENIED)
    const pending: Pending = { head }
    pending.timer = setTimeout(() => {
      this.#refusing = false
      if (this.#pending?.delete(pending)) this.#fail(head, DENIED)
      this.#work()
    }, delay)
    this.#wait(pending)
    this.#refusing = true
  }

  #refuse(failure: Failure, why: 'too_many_connections' | 'connection_timeout'): void {
    if (this.#stage === 'ended' || this.#stage === 'gone') return
    this.#hub.metrics.refused(why)
    this.#end(failureLine('', failure))
  }

  #end(text = ''): void {
    if (this.#stage === 'ended' || this.#stage === 'gone') return
    this.#stage = 'ended'
    this.#forgetPending()
    this.#subscriptions?.close()
    this.#writer.end(text)
    this.#noteFlushed()
  }

  /** It keeps its place until its last answer is out. */
  #noteFlushed(): void {
    if (this.#flushed || this.#writer.waiting > 0) return
    this.#flushed = true
    this.#until = this.#hub.now() + this.#hub.limits.linger
    this.#hub.slots.ending(this)
  }

  #leave(): void {
    this.#stage = 'gone'
    // A closed handle keeps its socket until a full collection; what hangs on it need not wait for that.
    this.#socket.removeAllListeners()
    this.#forgetPending()
    this.#subscriptions?.close()
    this.#gone?.abort()
    this.#giveUp()
    this.#hub.slots.leave(this)
    this.#hub.metrics.ended(this.bytes)
    this.#hub.gone()
  }

  /** Again after every answer that came too late, since that may have been a session. */
  #giveUp(): void {
    this.#actors?.leave()
    if (this.#peer) this.#leaveAs(this.#peer)
  }

  #leaveAs(peer: Peer): void {
    this.#hub.sessions.leave(peer.id)
    this.#hub.dispatch.leave(peer)
  }

  #wait(pending: Pending): void {
    this.#pending ??= new Set()
    this.#pending.add(pending)
  }

  #forgetPending(): void {
    for (const { timer } of this.#pending ?? []) clearTimeout(timer)
    this.#pending = undefined
  }
}
