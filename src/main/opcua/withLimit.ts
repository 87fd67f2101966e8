import { RequestFailure } from './requestFailure'

/** Waits at most so many milliseconds, then fails with ConnectionException; what was waited for goes on unheard. */
export function withLimit<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise((done, failed) => {
    const timer = setTimeout(
      () => failed(new RequestFailure('ConnectionException', 'Timed out.', { status: 'BadTimeout' })),
      milliseconds,
    )
    promise.then(done, failed).finally(() => clearTimeout(timer))
  })
}
