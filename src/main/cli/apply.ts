import { resolve } from 'node:path'
import type { Api } from '../../contract/client'
import type { Difference } from '../../contract/databases'
import { AppError, isErrorCode } from '../../contract/errors'
import {
  toldErrorSchema,
  type Restored,
  type Target,
  type TargetOutcome,
  type ToldError,
} from '../../contract/exchange'
import { errorSentence } from '../../contract/sentences'
import { withSource } from './applySource'
import { withApi } from './database'
import { countsText, differenceLines, lineOf, printable } from './exchangeDifferences'
import { interruptible, WORK } from './exchangeInterrupt'
import { EXIT, failureOf, WrongUsage } from './failure'
import { print, printJson } from './terminal'

export type ApplyOptions = { plan?: true; merge?: true; runs?: true; undo?: string; json?: true }
export type ApplyAsked = ApplyOptions & { database: string | undefined; folders: readonly string[] }

const TOGETHER = 10_000

/** Applies a database to folders, says what that would change, lists runs, or undoes one. */
export async function apply(asked: ApplyAsked): Promise<number> {
  const { database, folders, runs, undo, plan, merge } = asked
  if (runs || undo !== undefined) {
    if ((runs && undo !== undefined) || database !== undefined || plan || merge) {
      throw new WrongUsage('apply: --runs and --undo go alone, without folders.')
    }
    return withApi((api) => (undo === undefined ? list(api, asked) : undoRun(api, undo, asked)))
  }
  if (database === undefined || folders.length === 0) {
    throw new WrongUsage('apply: a database and at least one folder are needed; see “keyswitch apply --help”.')
  }
  return withApi((api) =>
    interruptible(api, (signal) =>
      withSource(api, resolve(database), async (source) => {
        const planned = await api.call('apply.plan', {
          database: source,
          folders: folders.map((folder) => resolve(folder)),
          mode: merge ? 'merge' : 'replace',
          work: WORK,
        })
        signal.throwIfAborted()
        if (plan) return tellPlan(api, planned, asked)
        return tellRun(await api.call('apply.run', { plan: planned.plan, work: WORK }), asked)
      }),
    ),
  )
}

type Planned = Target & { differences: Difference[] }

async function tellPlan(api: Api, { plan, targets }: { plan: string; targets: Target[] }, { json }: ApplyAsked) {
  const planned: Planned[] = []
  for (const target of targets) planned.push(await withDifferences(api, plan, target))
  const count = (is: Target['is']) => planned.filter((target) => target.is === is).length
  if (json) printJson({ targets: planned })
  else {
    for (const target of planned) print(planLines(target).join('\n'))
    print(`Would change: ${count('differs')}. The same: ${count('same')}. Cannot be done: ${count('refused')}.`)
  }
  return count('same') === planned.length ? EXIT.fine : EXIT.refused
}

async function withDifferences(api: Api, plan: string, target: Target): Promise<Planned> {
  if (target.is !== 'differs') return { ...target, differences: [] }
  try {
    return { ...target, differences: await allOf(api, plan, target.folder) }
  } catch (error) {
    // Somebody has written there since; the others are told all the same.
    if (!(error instanceof AppError)) throw error
    const { code, details } = failureOf(error).error
    return { ...target, is: 'refused', error: toldErrorSchema.parse({ code, details }), differences: [] }
  }
}

async function allOf(api: Api, plan: string, folder: string): Promise<Difference[]> {
  const found: Difference[] = []
  for (;;) {
    const page = await api.call('apply.differences', { plan, folder, offset: found.length, limit: TOGETHER })
    found.push(...page.differences)
    if (found.length >= page.total || page.differences.length === 0) return found
  }
}

function planLines({ folder, is, counts, error, differences }: Planned): string[] {
  if (is === 'same') return [line(folder, 'the same already')]
  if (is === 'refused') return [line(folder, `cannot be done: ${sentenceOf(error)}`)]
  return [
    line(folder, `would change: ${countsText(counts)}`),
    ...differenceLines(differences).map((text) => `  ${text}`),
  ]
}

type Applied = { run: string | null; targets: TargetOutcome[] }

function tellRun(applied: Applied, { json }: ApplyAsked): number {
  const { run, targets } = applied
  const count = (is: TargetOutcome['is']) => targets.filter((target) => target.is === is).length
  if (json) printJson(applied)
  else {
    for (const target of targets) print(outcomeLines(target).join('\n'))
    const cancelled = count('cancelled') > 0 ? ` Not begun: ${count('cancelled')}.` : ''
    print(`Done: ${count('applied')}. The same: ${count('same')}. Left as they are: ${count('refused')}.${cancelled}`)
    if (run !== null) print(`To undo it: keyswitch apply --undo ${run}`)
  }
  return count('refused') + count('cancelled') === 0 ? EXIT.fine : EXIT.refused
}

function outcomeLines({ folder, is, applied, error, refused }: TargetOutcome): string[] {
  switch (is) {
    case 'applied':
      return [line(folder, `done, ${applied} ${applied === 1 ? 'change' : 'changes'} applied and read back`)]
    case 'same':
      return [line(folder, 'the same already')]
    case 'cancelled':
      return [line(folder, 'not begun')]
    case 'refused':
      if (refused.length === 0) return [line(folder, `left as it is: ${sentenceOf(error)}`)]
      return [
        line(folder, 'left as it is, because of these:'),
        ...refused.map((one) => `  ${printable(`${lineOf(one.difference)}: ${sentenceOf(one)}`)}`),
      ]
  }
}

async function undoRun(api: Api, run: string, { json }: ApplyAsked): Promise<number> {
  const { targets } = await interruptible(api, () => api.call('apply.undo', { run, work: WORK }))
  const count = (is: Restored['is']) => targets.filter((target) => target.is === is).length
  if (json) printJson({ run, targets })
  else {
    for (const { folder, is, error } of targets) {
      if (is === 'restored') print(line(folder, 'has its files of before again'))
      else print(line(folder, is === 'cancelled' ? 'not begun' : `left as it is: ${sentenceOf(error)}`))
    }
    const cancelled = count('cancelled') > 0 ? ` Not begun: ${count('cancelled')}.` : ''
    print(`Restored: ${count('restored')}. Left as they are: ${count('refused')}.${cancelled}`)
  }
  return count('restored') === targets.length ? EXIT.fine : EXIT.refused
}

async function list(api: Api, { json }: ApplyAsked): Promise<number> {
  const { runs } = await api.call('apply.runs', {})
  if (json) printJson({ runs })
  else if (runs.length === 0) print('There is no run that can be undone.')
  for (const { run, at, title, folders, left } of json ? [] : runs) {
    print(printable(`${run}  ${new Date(at).toISOString()}  ${title}  folders: ${folders}, to undo: ${left}`))
  }
  return EXIT.fine
}

function line(folder: string, text: string): string {
  return printable(`${folder}  ${text}`)
}

function sentenceOf(error: Pick<ToldError, 'code' | 'details'> | null): string {
  if (error === null) return ''
  return isErrorCode(error.code) ? errorSentence(error.code, error.details) : error.code
}
