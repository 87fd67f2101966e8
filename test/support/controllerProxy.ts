import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Bytes of one direction of one link, as they came in; only kept while recording. */
export type RecordedLink = { toServer: Buffer; toClient: Buffer }

/** A TCP proxy on 127.0.0.1 whose wires can be cut. */
export type CutableProxy = {
  port: number
  /** The OPC UA address of the proxy. */
  endpointUrl: string
  /** Open links at this moment. */
  links(): number
  /** Links that were ever accepted, those refused while cut included. */
  accepted(): number
  /** Bytes that came in since the start, passed on or not. */
  bytes(): { toServer: number; toClient: number }
  /**
   * Destroys every link and everybody who connects, with a reset, until `mend`, or for so many milliseconds. Resolves at
   * once.
   */
  cut(milliseconds?: number): void
  /** Links stay open and new ones are accepted, but no byte goes through in either direction; `mend` lets them flow. */
  freeze(): void
  /** What clients send reaches the server; what it answers is lost for good, also after `mend`. */
  swallowAnswers(): void
  /** Back to passing on everything, for links of now and later. */
  mend(): void
  /** From now on bytes are kept. */
  record(): void
  /** Every recorded link, in the order in which they were opened. */
  recorded(): RecordedLink[]
  close(): Promise<void>
}

type Wires = 'whole' | 'cut' | 'frozen' | 'answers swallowed'
type Link = { client: Socket; server: Socket; held: (() => void)[]; kept: { toServer: Buffer[]; toClient: Buffer[] } }

/** Puts itself between clients and the server on `port`; every link of a client makes one to the server. */
export async function cutableProxy(port: number): Promise<CutableProxy> {
  const open = new Set<Link>()
  const all: Link[] = []
  const bytes = { toServer: 0, toClient: 0 }
  let wires: Wires = 'whole'
  let accepted = 0
  let recording = false
  let timer: NodeJS.Timeout | undefined

  const listener = createServer({ allowHalfOpen: true }, (client) => {
    accepted++
    if (wires === 'cut') {
      client.on('error', ignored)
      client.resetAndDestroy()
      return
    }
    const link: Link = {
      client,
      server: connect({ host: '127.0.0.1', port, allowHalfOpen: true }),
      held: [],
      kept: { toServer: [], toClient: [] },
    }
    open.add(link)
    if (recording) all.push(link)
    pass(link, 'toServer')
    pass(link, 'toClient')
    const end = () => {
      open.delete(link)
      link.client.destroy()
      link.server.destroy()
    }
    for (const socket of [link.client, link.server]) {
      socket.setNoDelay(true)
      socket.on('error', ignored)
    }
    link.client.once('close', () => hold(link, 'toServer', end))
    link.server.once('close', () => hold(link, 'toClient', end))
  })

  function pass(link: Link, direction: 'toServer' | 'toClient'): void {
    const [from, to] = direction === 'toServer' ? [link.client, link.server] : [link.server, link.client]
    from.on('data', (chunk: Buffer) => {
      bytes[direction] += chunk.length
      if (recording) link.kept[direction].push(chunk)
      if (direction === 'toServer' || wires !== 'answers swallowed') hold(link, direction, () => void to.write(chunk))
    })
    from.once('end', () => hold(link, direction, () => void to.end()))
  }

  /** Wires that pass on no bytes do not tell the end of a link either: that is told when they are mended. */
  function hold(link: Link, direction: 'toServer' | 'toClient', act: () => void): void {
    if (wires === 'frozen' || (wires === 'answers swallowed' && direction === 'toClient')) link.held.push(act)
    else act()
  }

  function mend(): void {
    clearTimeout(timer)
    wires = 'whole'
    for (const link of open) for (const act of link.held.splice(0)) act()
  }

  function endAll(): void {
    for (const { client, server } of open) {
      client.resetAndDestroy()
      server.destroy()
    }
    open.clear()
  }

  const own = await listening(listener)
  return {
    port: own,
    endpointUrl: `opc.tcp://127.0.0.1:${own}`,
    links: () => open.size,
    accepted: () => accepted,
    bytes: () => ({ ...bytes }),
    cut: (milliseconds) => {
      clearTimeout(timer)
      wires = 'cut'
      endAll()
      if (milliseconds !== undefined) timer = setTimeout(mend, milliseconds)
    },
    freeze: () => void (wires = 'frozen'),
    swallowAnswers: () => void (wires = 'answers swallowed'),
    mend,
    record: () => {
      recording = true
      for (const link of open) if (!all.includes(link)) all.push(link)
    },
    recorded: () =>
      all.map(({ kept }) => ({ toServer: Buffer.concat(kept.toServer), toClient: Buffer.concat(kept.toClient) })),
    close: async () => {
      clearTimeout(timer)
      endAll()
      await closed(listener)
    },
  }
}

/** An address that accepts everybody and never says a word. */
export type SilentEndpoint = {
  port: number
  endpointUrl: string
  links(): number
  accepted(): number
  /** Bytes it was sent. */
  received(): number
  close(): Promise<void>
}

/** Listens on a free port of 127.0.0.1. */
export async function silentEndpoint(): Promise<SilentEndpoint> {
  const open = new Set<Socket>()
  let accepted = 0
  let received = 0
  const listener = createServer((socket) => {
    accepted++
    open.add(socket)
    socket.on('error', ignored)
    socket.on('data', (chunk) => void (received += chunk.length))
    socket.once('close', () => void open.delete(socket))
  })
  const port = await listening(listener)
  return {
    port,
    endpointUrl: `opc.tcp://127.0.0.1:${port}`,
    links: () => open.size,
    accepted: () => accepted,
    received: () => received,
    close: async () => {
      for (const socket of open) socket.destroy()
      await closed(listener)
    },
  }
}

type Listener = ReturnType<typeof createServer>

async function listening(listener: Listener): Promise<number> {
  await new Promise<void>((ready, failed) => {
    listener.once('error', failed)
    listener.listen(0, '127.0.0.1', ready)
  })
  return (listener.address() as AddressInfo).port
}

function closed(listener: Listener): Promise<void> {
  return new Promise((done, failed) => listener.close((error) => (error ? failed(error) : done())))
}

/** A reset is what these wires are for; the link's end tells everybody who has to know. */
function ignored(): void {
  return undefined
}
