import { resolve } from 'node:path'
import { compareReadings, isTable, readForComparison, type Comparison } from '../exchange/compare'
import { countsText, differenceLines, kindCounts, settingLines } from './exchangeDifferences'
import { createPassphrases, withPassphrase } from './exchangePassphrases'
import { EXIT, failureOf, WrongUsage } from './failure'
import { note, print, printJson } from './terminal'

/** As diff(1): whoever asks whether two are equal must not take a failure for “different”. */
const DIFF_EXIT = { equal: EXIT.fine, different: EXIT.refused, failed: EXIT.wrongUsage } as const

type Asked = { one: string; other: string; json?: true }

/** What would have to change in the one for it to be the other: folders, `.kusers` files, a table against one of these. */
export async function diff(asked: Asked): Promise<number> {
  try {
    return await compare(asked)
  } catch (error) {
    const { error: told, sentence } = failureOf(error)
    note(asked.json ? JSON.stringify({ error: told }) : sentence)
    return DIFF_EXIT.failed
  }
}

async function compare(asked: Asked): Promise<number> {
  const [one, other] = [resolve(asked.one), resolve(asked.other)]
  const passphrases = createPassphrases()
  const read = (file: string) => withPassphrase(file, passphrases, (passphrase) => readForComparison(file, passphrase))
  const [before, after] = [await read(one), await read(other)]
  if (isTable(before) && isTable(after)) {
    throw new WrongUsage('diff: a table is compared with a folder or a .kusers file, not with another table.')
  }
  const rows = before.problems.length + after.problems.length
  const comparison = await compareReadings(before, after)
  const { differences, settings, passwordsUnknown } = comparison
  const equal = differences.length + settings.length + rows === 0
  if (asked.json) {
    printJson({ one, other, equal, counts: kindCounts(differences), differences, settings, passwordsUnknown, rows })
  } else print(inWords(comparison).join('\n'))
  if (rows > 0 && !asked.json) note(`Rows that cannot be taken over, and were not compared: ${rows}.`)
  return equal ? DIFF_EXIT.equal : DIFF_EXIT.different
}

function inWords({ differences, settings, passwordsUnknown }: Comparison): string[] {
  const unknown =
    passwordsUnknown === 0 ? [] : [`Users whose passwords are not compared, as one side has none: ${passwordsUnknown}.`]
  if (differences.length + settings.length === 0) return ['There is no difference.', ...unknown]
  return [
    `${countsText(kindCounts(differences))}.`,
    ...differenceLines(differences),
    ...settingLines(settings),
    ...unknown,
  ]
}
