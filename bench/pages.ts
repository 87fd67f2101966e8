import type { Browser, Page } from 'playwright-core'
import { openPage } from '../test/support/browser'
import type { Program } from '../test/support/program'
import { figure, percentile, type Figure } from './figure'

const FRAMES = 150

/** Figures of the pages, in a real browser on the built program with a big database open (pages.md). */
export async function pageFigures(browser: Browser, program: Program, folder: string): Promise<Figure[]> {
  await openDatabase(browser, program, folder)
  const users = await figure(
    { what: 'Users and Groups, first useful paint: 10 000 users', unit: 'ms', most: 300 },
    () => withPage(browser, program, (page) => paintedAt(page, ROWS_OF_USERS)),
  )
  const jumps: Jump[] = []
  for (let time = 0; time < 5; time += 1) jumps.push(await withPage(browser, program, matrix))
  const of = (what: string, most: number | undefined, pick: (jump: Jump) => number) =>
    figure({ what, unit: 'ms', ...(most === undefined ? {} : { most }) }, (time) => pick(jumps[time]!))
  return [
    users,
    await of('matrix of 50 000 × 200, all open: first paint', undefined, ({ first }) => first),
    await of('matrix, scrolling 120 px a frame: frame p50', 17, ({ slow }) => percentile(slow, 0.5)),
    await of('matrix, scrolling 120 px a frame: frame p95', 20, ({ slow }) => percentile(slow, 0.95)),
    await of('matrix, scrolling 9 000 px a frame: frame p50', 17, ({ fast }) => percentile(fast, 0.5)),
    await of('matrix, scrolling 9 000 px a frame: frame p95', 20, ({ fast }) => percentile(fast, 0.95)),
    await of('matrix, far jump: until all cells in sight are filled', undefined, ({ filled }) => filled),
  ]
}

type Jump = { first: number; slow: number[]; fast: number[]; filled: number }

const ROWS_OF_USERS = '[role=treegrid] [role=row] .chip'
const MATRIX = '[role=treegrid][aria-label$="all objects and groups"]'
const CELL = `${MATRIX} [role=gridcell].sign`
/** Milliseconds that one page may take for all its measurements. */
const LIMIT = 60_000

async function matrix(page: Page): Promise<Jump> {
  await page.getByRole('tab', { name: 'Access Rights' }).click()
  await page.getByText('Matrix', { exact: true }).click()
  await page.locator(CELL).first().waitFor()
  await page.getByRole('button', { name: 'Open all' }).click()
  await page.locator(`${MATRIX} [role=row][aria-level="5"]`).first().waitFor()
  // Away and back, so that the first paint is that of the whole tree.
  await page.getByText('Person', { exact: true }).click()
  await page.locator(CELL).first().waitFor({ state: 'hidden' })
  const first = await timeFromPress(page, 'Matrix')
  return {
    first,
    slow: await scroll(page, 120),
    fast: await scroll(page, 9_000),
    filled: await jump(page),
  }
}

async function openDatabase(browser: Browser, program: Program, folder: string): Promise<void> {
  await withPage(browser, program, (page) =>
    page.evaluate(async (path) => {
      const answer = await fetch('/api/databases.open', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ folder: path }),
      })
      if (!answer.ok) throw new Error(`opening answered ${answer.status}`)
    }, folder),
  )
}

async function withPage<T>(browser: Browser, program: Program, act: (page: Page) => Promise<T>): Promise<T> {
  const page = await openPage(browser, program, { width: 1100, height: 800 })
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, failed) => {
    timer = setTimeout(() => failed(new Error(`a page took longer than ${LIMIT / 1000} s`)), LIMIT)
  })
  try {
    return await Promise.race([act(page), tooLong])
  } finally {
    clearTimeout(timer)
    await page.context().close()
  }
}

/** Milliseconds from the beginning of the navigation to the frame in which something is there. */
async function paintedAt(page: Page, selector: string): Promise<number> {
  await page.addInitScript((wanted) => {
    const look = () => {
      if (!document.querySelector(wanted)) return requestAnimationFrame(look)
      return requestAnimationFrame(() =>
        document.documentElement.setAttribute('data-painted', String(performance.now())),
      )
    }
    requestAnimationFrame(look)
  }, selector)
  await page.reload()
  return Number(await page.locator('html[data-painted]').getAttribute('data-painted'))
}

/** From the press to the frame after the one in which cells with signs are there. */
async function timeFromPress(page: Page, name: string): Promise<number> {
  await page.evaluate((cell) => {
    addEventListener(
      'pointerdown',
      () => {
        const began = performance.now()
        const look = () => {
          const shown = [...document.querySelectorAll(cell)].filter((one) => one.checkVisibility())
          if (shown.length < 100) return requestAnimationFrame(look)
          return requestAnimationFrame(() =>
            document.documentElement.setAttribute('data-shown', String(performance.now() - began)),
          )
        }
        requestAnimationFrame(look)
      },
      { once: true, capture: true },
    )
  }, CELL)
  await page.getByText(name, { exact: true }).click()
  return Number(await page.locator('html[data-shown]').getAttribute('data-shown'))
}

/** Milliseconds between the frames of steady scrolling. */
function scroll(page: Page, step: number): Promise<number[]> {
  return page.evaluate(
    ([grid, by, frames]) =>
      new Promise<number[]>((done) => {
        const box = document.querySelector(grid)!
        const times: number[] = []
        let last: number | undefined
        const next = (now: number) => {
          if (last !== undefined) times.push(now - last)
          last = now
          box.scrollTop += by
          if (times.length < frames) requestAnimationFrame(next)
          else done(times)
        }
        requestAnimationFrame(next)
      }),
    [MATRIX, step, FRAMES] as const,
  )
}

function jump(page: Page): Promise<number> {
  return page.evaluate(
    (grid) =>
      new Promise<number>((done) => {
        const box = document.querySelector(grid)!
        const began = performance.now()
        box.scrollTop = box.scrollHeight / 3
        const look = () => {
          const cells = [...box.querySelectorAll('[role=row] [role=gridcell]')]
          const whole = cells.length > 100 && cells.every((cell) => cell.classList.contains('sign'))
          if (whole) requestAnimationFrame(() => done(performance.now() - began))
          else requestAnimationFrame(look)
        }
        requestAnimationFrame(() => requestAnimationFrame(look))
      }),
    MATRIX,
  )
}
