/** The type under which nodes are dragged from the tree to the watch list, as JSON. */
export const DRAG_NODES = 'application/x-keyswitch-nodes'

export type DraggedNode = { node: string; name: string }

/** What was dropped, or nothing when it is not ours. */
export function draggedNodes(text: string): DraggedNode[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.filter(isDragged) : []
  } catch {
    // Something else under our name: nothing of ours was dropped.
    return []
  }
}

function isDragged(value: unknown): value is DraggedNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'node' in value &&
    typeof value.node === 'string' &&
    'name' in value &&
    typeof value.name === 'string'
  )
}
