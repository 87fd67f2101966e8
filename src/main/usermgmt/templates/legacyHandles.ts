/** What an old implementation may give at once or later. */
export type Awaitable<T> = T | Promise<T>

/** A handle that could not be given is undefined (RTS_INVALID_HANDLE of old). */
export type Given<Handle> = Awaitable<Handle | undefined>

/** Uses one handle and closes it, whatever comes of it. */
export async function withHandle<Handle, Result>(
  handle: Handle,
  close: (handle: Handle) => Awaitable<void>,
  work: (handle: Handle) => Awaitable<Result>,
): Promise<Result> {
  try {
    return await work(handle)
  } finally {
    await close(handle)
  }
}

/**
 * The open handle of exactly this name. What an old implementation opens by a name may have another one: it need not tell
 * upper from lower case.
 */
export async function openExactly<Handle>(
  name: string,
  old: {
    open: (name: string) => Given<Handle>
    nameOf: (handle: Handle) => Awaitable<string>
    close: (handle: Handle) => Awaitable<void>
  },
): Promise<Handle | undefined> {
  const handle = await old.open(name)
  if (handle === undefined) return undefined
  let exact = false
  try {
    exact = (await old.nameOf(handle)) === name
  } finally {
    if (!exact) await old.close(handle)
  }
  return exact ? handle : undefined
}

/**
 * Walks a GetFirst/GetNext pair. Each handle is closed once the next one is there (which is asked for with it), or when
 * the walk ends: at its end, by a failure, or because whoever listens has left.
 */
export async function* walk<Handle, Item>(steps: {
  first: () => Given<Handle>
  next: (previous: Handle) => Given<Handle>
  close: (handle: Handle) => Awaitable<void>
  read: (handle: Handle) => Awaitable<Item>
}): AsyncGenerator<Item, void, undefined> {
  let handle = await steps.first()
  try {
    while (handle !== undefined) {
      yield await steps.read(handle)
      const previous: Handle = handle
      const following = await steps.next(previous)
      // From here on it is the following one that is open, also when closing the previous one fails.
      handle = following
      await steps.close(previous)
    }
  } finally {
    if (handle !== undefined) await steps.close(handle)
  }
}
