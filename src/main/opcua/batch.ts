/**
 * Sends what comes up in one turn of the event loop as one message: fifty requests from fifty sockets cost one wake-up
 * of the other thread instead of fifty.
 */
export function createBatch<T>(send: (all: T[]) => void): (one: T) => void {
  let waiting: T[] = []
  const flush = () => {
    const all = waiting
    waiting = []
    send(all)
  }
  return (one) => {
    if (waiting.push(one) === 1) setImmediate(flush)
  }
}
