import type { Command } from 'commander'
import type { ApplyOptions } from './apply'

type Exit = (code: number) => void

/** One database onto many folders. What is meant by the arguments is decided by the command itself. */
export function addApplyCommands(program: Command, exit: Exit): void {
  program
    .command('apply')
    .description(
      'Make the databases in many folders what one database is; each whole or not at all, read back, and kept.',
    )
    .argument('[database]', 'a folder with database files, or a .kusers file, whose passphrase comes on standard input')
    .argument('[folders...]', 'the folders it is applied to')
    .option('--plan', 'only say what would change; exit code 1 when anything would, or cannot be done')
    .option('--merge', 'what the database holds comes in or is changed, nothing goes')
    .option('--runs', 'list runs that can be undone, the newest first')
    .option('--undo <run>', 'give the folders of a run the very files they had before')
    .option('--json', 'answer in JSON; failures too, on standard error')
    .action(async (database: string | undefined, folders: string[], options: ApplyOptions) => {
      exit(await (await import('./apply')).apply({ database, folders, ...options }))
    })
}
