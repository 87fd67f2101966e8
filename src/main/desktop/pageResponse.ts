import { GUARD_HEADERS } from '../bridge/pagePolicy'
import { pageAt, type Pages } from '../bridge/pages'
import { PAGE_ORIGIN } from './windowOptions'

/** Answers `app://keyswitch/…` with the same files and guards as the loopback server; everything else does not exist. */
export function pageResponse(pages: Pages, { method, url }: { method: string; url: string }): Response {
  const own = method === 'GET' && url.startsWith(`${PAGE_ORIGIN}/`)
  const page = own ? pageAt(pages, url.slice(PAGE_ORIGIN.length)) : undefined
  if (!page) return new Response('There is no such page.\n', { status: 404, headers: GUARD_HEADERS })
  const headers = { ...GUARD_HEADERS, 'content-type': page.type, 'cache-control': 'no-cache' }
  return new Response(new Uint8Array(page.body), { status: 200, headers })
}
