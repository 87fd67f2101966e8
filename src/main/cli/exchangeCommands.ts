import { InvalidArgumentError, Option, type Command } from 'commander'
import type { ExportAsked } from './export'
import type { ImportAsked } from './import'

type Exit = (code: number) => void

/** Databases into files and out of them, and how two of them differ. */
export function addExchangeCommands(program: Command, exit: Exit): void {
  json(
    program
      .command('export')
      .description('Write a database into one file; the passphrase it is encrypted with comes on standard input.')
      .argument('<folder>', 'the folder with the database files')
      .argument('<file>', 'such as line-3.kusers'),
  )
    .option('--clear', 'in clear and without passwords, not even as hashes; takes no passphrase')
    .addOption(
      new Option('--table <which>', 'as a table (CSV) instead, without passwords').choices(['users', 'rights']),
    )
    .option('--parts <parts>', 'only these, with commas between: users, groups, rights, settings')
    .option('--separator <sign>', 'between the cells of a table: , or ;', separator)
    .option('--overwrite', 'replace a file that is there')
    .action(async (folder: string, file: string, options: Omit<ExportAsked, 'folder' | 'file'>) => {
      exit(await (await import('./export')).exportDatabase({ folder, file, ...options }))
    })
  json(
    program
      .command('import')
      .description('Take a .kusers file, a table or a folder over into a database and save it.')
      .argument('<file>', 'a .kusers file, whose passphrase comes on standard input, a table (CSV) or a folder')
      .argument('<folder>', 'the folder with the database files'),
  )
    .option('--replace', 'the database becomes what the file holds; makes one where there is none')
    .option('--merge', 'what the file holds comes in or is changed, nothing goes')
    .option('--skip-problems', 'leave out rows that cannot be taken over, instead of taking nothing')
    .option('--plan', 'only say what would change; exit code 1 when anything would')
    .action(async (file: string, folder: string, options: Omit<ImportAsked, 'folder' | 'file'>) => {
      exit(await (await import('./import')).importFile({ file, folder, ...options }))
    })
  json(
    program
      .command('diff')
      .description(
        'What would have to change in one for it to be the other; exit code 0 equal, 1 different, 2 when that cannot be told.',
      )
      .argument('<one>', 'a folder, a .kusers file or a table')
      .argument('<other>', 'the same; passphrases come on standard input, a line for each encrypted file'),
  ).action(async (one: string, other: string, options: { json?: true }) => {
    exit(await (await import('./diff')).diff({ one, other, ...options }))
  })
}

function json(command: Command): Command {
  return command.option('--json', 'answer in JSON; failures too, on standard error')
}

function separator(text: string): ',' | ';' {
  if (text !== ',' && text !== ';') throw new InvalidArgumentError('It is , or ;.')
  return text
}
