import { RequestFailure } from './requestFailure'

/** Waits at most so many milliseconds, then fails with ConnectionException; what was waited for goes on unheard. */
export async function withLimit<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, failed) => {
    const late = () => failed(new RequestFailure('ConnectionException', 'Timed out.', { status: 'BadTimeout' }))
    timer = setTimeout(late, milliseconds)
  })
  try {
    return await Promise.race([promise, over])
  } finally {
    clearTimeout(timer)
  }
}
