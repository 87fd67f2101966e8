import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api } from '../../contract/client'
import type { MethodOutput } from '../../contract/contract'
import type { BrowsedNode } from '../../contract/sessions'
import { failed, loaded, WAITING, type Loadable } from './loadable'

export type NodeRead = MethodOutput<'sessions.read'>

/** A place in a server's address space: the NodeIds from the root folder down to a node. A node can lie in several places. */
export type NodePath = string

/** The root folder itself, which is not shown. */
export const ROOT: NodePath = ''
const SEPARATOR = '\n'

/** What is known of the nodes of one session's server. */
export type NodeTree = {
  /** What lies below a place, where it was asked for. */
  readonly below: ReadonlyMap<NodePath, Loadable<readonly BrowsedNode[]>>
  readonly open: ReadonlySet<NodePath>
  /** The node whose attributes are shown. */
  readonly chosen: BrowsedNode | undefined
  readonly read: Loadable<NodeRead>
}

export type NodesView = {
  trees: ReadonlyMap<string, NodeTree>
  /** Asks for the top of the tree once, as soon as the choice rests on this session. */
  need: (session: string) => void
  /** Asks again for what lies below a place, also after a failure. */
  browse: (session: string, path: NodePath) => Promise<void>
  expand: (session: string, path: NodePath, open: boolean) => void
  /** Shows a node's attributes: read as soon as the choice rests on it. */
  choose: (session: string, node: BrowsedNode) => void
  /** Reads the chosen node again. */
  readAgain: (session: string) => Promise<void>
  /** What is known of other sessions is forgotten. */
  keepOnly: (sessions: ReadonlySet<string>) => void
  stop: () => void
}

export type NodesStore = StoreApi<NodesView>

/** Milliseconds the choice rests on a node before it is read, so that walking through a tree asks for little. */
export const READ_AFTER = 120

export const NO_NODES: NodeTree = { below: new Map(), open: new Set(), chosen: undefined, read: WAITING }

/** What was browsed and read, per session. */
export function createNodesStore(api: Api): NodesStore {
  let resting: ReturnType<typeof setTimeout> | undefined
  let needing: ReturnType<typeof setTimeout> | undefined
  let reads = 0

  const treeOf = (session: string): NodeTree => store.getState().trees.get(session) ?? NO_NODES
  function change(session: string, next: Partial<NodeTree>): void {
    const trees = new Map(store.getState().trees)
    trees.set(session, { ...treeOf(session), ...next })
    store.setState({ trees })
  }
  function put(session: string, path: NodePath, below: Loadable<readonly BrowsedNode[]>): void {
    change(session, { below: new Map(treeOf(session).below).set(path, below) })
  }

  async function browse(session: string, path: NodePath): Promise<void> {
    put(session, path, WAITING)
    try {
      const node = lastNode(path)
      const { nodes } = await api.call('sessions.browse', { session, ...(node === undefined ? {} : { node }) })
      put(session, path, loaded(nodes))
    } catch (cause) {
      put(session, path, failed(cause))
    }
  }

  async function read(session: string): Promise<void> {
    const { chosen } = treeOf(session)
    if (!chosen) return
    reads += 1
    const mine = reads
    let found: Loadable<NodeRead>
    try {
      found = loaded(await api.call('sessions.read', { session, node: chosen.node }))
    } catch (cause) {
      found = failed(cause)
    }
    // An answer for a node that is not chosen any more says nothing.
    if (mine === reads) change(session, { read: found })
  }

  const store = createStore<NodesView>()((set, get) => ({
    trees: new Map(),
    need(session) {
      clearTimeout(needing)
      needing = setTimeout(() => {
        if (!treeOf(session).below.has(ROOT)) void browse(session, ROOT)
      }, READ_AFTER)
    },
    browse,
    expand(session, path, open) {
      const tree = treeOf(session)
      const now = new Set(tree.open)
      if (open) now.add(path)
      else now.delete(path)
      change(session, { open: now })
      if (open && !tree.below.has(path)) void browse(session, path)
    },
    choose(session, node) {
      const { chosen } = treeOf(session)
      if (chosen?.node === node.node) return
      reads += 1
      change(session, { chosen: node, read: WAITING })
      clearTimeout(resting)
      resting = setTimeout(() => void read(session), READ_AFTER)
    },
    readAgain: read,
    keepOnly(sessions) {
      const kept = [...get().trees].filter(([session]) => sessions.has(session))
      if (kept.length < get().trees.size) set({ trees: new Map(kept) })
    },
    stop() {
      clearTimeout(resting)
      clearTimeout(needing)
    },
  }))
  return store
}

/** The place of a node below another place. */
export function pathBelow(path: NodePath, node: string): NodePath {
  return path === ROOT ? node : `${path}${SEPARATOR}${node}`
}

function lastNode(path: NodePath): string | undefined {
  return path === ROOT ? undefined : path.slice(path.lastIndexOf(SEPARATOR) + 1)
}
