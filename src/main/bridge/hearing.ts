import { EVENT_OBJECTS } from '../../contract/eventObjects'
import type { EventName } from '../../contract/names'
import type { Gate } from './gate'
import type { Peer } from './handler'

/** Lets a peer hear of an event where it has the right to: at once, or as soon as that is known; else never. */
export type Hearing = (peer: Peer, event: EventName, say: () => void) => void

export function createHearing(gate: Gate): Hearing {
  return (peer, event, say) => {
    const object = EVENT_OBJECTS[event]
    if (object === null || gate.mayNow(peer, object, 'view')) return say()
    // Right after a change of users or groups it is not known yet; what changed must not be lost for that.
    void permitted(gate, peer, object).then((may) => (may ? say() : undefined))
  }
}

async function permitted(gate: Gate, peer: Peer, object: string): Promise<boolean> {
  try {
    await gate.authorize(peer, object, 'view')
    return true
  } catch {
    return false
  }
}
