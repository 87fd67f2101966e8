import type { RowFault, RowProblem } from '../../contract/exchange'
import { errorSentence } from '../../contract/sentences'

/** `file:line: column: what is wrong`, as compilers say it. */
export function problemLine(file: string, problem: RowProblem): string {
  const column = problem.column === null ? '' : ` ${problem.column}:`
  return `${file}:${problem.line}:${column} ${sentence(problem)}`
}

const FAULTS: Record<RowFault, string> = {
  cells: 'The row has more cells than the table has columns.',
  'name-refused': 'It cannot be a name.',
  'name-twice': 'The name stands in the table a second time.',
  flag: 'It is neither yes nor no.',
  'flags-contradict': 'Whoever must change a password has to be allowed to.',
  'password-refused': 'The password is refused.',
  right: 'It is no right.',
  'group-refused': 'It cannot be the name of a group.',
  encoding: 'It is not UTF-8 text.',
}

function sentence({ fault, value, details }: RowProblem): string {
  const shown = value === '' ? '' : ` “${value}”`
  switch (fault) {
    case 'password-refused':
      return errorSentence('password-refused', { missing: details })
    case 'name-refused':
    case 'group-refused': {
      const subject = fault === 'name-refused' ? 'user' : 'group'
      const [first] = details
      if (first !== undefined) return errorSentence('name-refused', { subject, name: value, fault: first })
      return `${FAULTS[fault]}${shown}`
    }
    case 'cells':
    case 'name-twice':
    case 'flag':
    case 'flags-contradict':
    case 'right':
    case 'encoding':
      return `${FAULTS[fault]}${shown}`
  }
}
