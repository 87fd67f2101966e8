import { Command, InvalidArgumentError } from 'commander'
import { addApplyCommands } from './applyCommands'
import { addExchangeCommands } from './exchangeCommands'

type Json = { json?: true }
type Exit = (code: number) => void

/** The command line. What a command does is loaded when it runs, so that none pays for another. */
export async function buildProgram(args: readonly string[], exit: Exit): Promise<Command> {
  const program = new Command('keyswitch')
    .description('Configures who may do what on a controller: users, groups and access rights.')
    // What went wrong is said by whoever ran this, in one sentence or as JSON.
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .helpCommand(false)
  const { version } = await versionIf(args)
  program.version(version, '--version')
  addDatabaseCommands(
    program.command('db').description('Look at and change the database in a folder.').helpCommand(false),
    exit,
  )
  addExchangeCommands(program, exit)
  addApplyCommands(program, exit)
  addServe(program, exit)
  addMethods(program, exit)
  addDaemon(program, args, exit)
  addDaemonClients(program, exit)
  addAudit(program.command('audit').description('The activity log of this computer.').helpCommand(false), exit)
  program.addHelpText('after', await tableIf(args))
  return program
}

function addDatabaseCommands(db: Command, exit: Exit): void {
  command(db, 'init', 'Write a new database into an empty or new folder.')
    .option('--administrator <name>', 'the first administrator; the password comes on standard input')
    .action(async (folder: string, options: Json & { administrator?: string }) => {
      exit(await (await import('./init')).init({ folder, ...options }))
    })
  command(db, 'show', 'Users, groups and counts.').action(async (folder: string, options: Json) => {
    exit(await (await import('./show')).show({ folder, ...options }))
  })
  command(
    db,
    'check',
    'What to look at before the database goes to a controller; exit code 1 when there is something.',
  ).action(async (folder: string, options: Json) => {
    exit(await (await import('./check')).check({ folder, ...options }))
  })
  command(db, 'explain', 'Every user’s effective rights on every object, each with its reason.')
    .option('--user <name>', 'of this user only')
    .option('--object <name>', 'on this object only')
    .action(async (folder: string, options: Json & { user?: string; object?: string }) => {
      exit(await (await import('./explain')).explain({ folder, ...options }))
    })
  command(db, 'verify', 'Whether a password, given on standard input, is the user’s; exit code 1 when it is not.')
    .requiredOption('--user <name>', 'whose password')
    .action(async (folder: string, options: Json & { user: string }) => {
      exit(await (await import('./verify')).verify({ folder, ...options }))
    })
  command(db, 'call', 'One method, its input as JSON on standard input without “database”; edits are saved at once.')
    .argument('<method>', 'as listed by “keyswitch methods”')
    .action(async (folder: string, method: string, options: Json) => {
      exit(await (await import('./call')).call({ folder, method, ...options }))
    })
}

function command(parent: Command, name: string, about: string): Command {
  return parent
    .command(name)
    .description(about)
    .argument('<folder>', 'the folder with the database files')
    .option('--json', 'answer in JSON; failures too, on standard error')
}

function addServe(program: Command, exit: Exit): void {
  program
    .command('serve')
    .description('Serve the pages to a browser on this machine, until Ctrl+C.')
    .option('--port <number>', 'a port of your own instead of a free one', portNumber)
    .option('--no-open', 'do not open the browser')
    .option('--json', 'print the address as JSON; failures too, on standard error')
    .action(async (options: Json & { port?: number; open: boolean }) => {
      exit(await (await import('./serve')).serve(options))
    })
}

function addMethods(program: Command, exit: Exit): void {
  program
    .command('methods')
    .description('All methods, or one with the form of its input and output.')
    .argument('[method]', 'such as users.add')
    .option('--json', 'answer in JSON; failures too, on standard error')
    .action(async (method: string | undefined, options: Json) => {
      exit((await import('./methods')).methods({ method, ...options }))
    })
}

/** Its options are checked against a table of their own, from which its help and documents are made too. */
function addDaemon(program: Command, args: readonly string[], exit: Exit): void {
  program
    .command('daemon')
    .description('Keep OPC UA sessions open and lend them to other programs on this machine, until Ctrl+C.')
    .argument('[options...]', 'as listed by “keyswitch daemon --help”')
    .helpOption(false)
    .allowUnknownOption()
    .action(async () => {
      exit(await (await import('./daemon')).daemon(args.slice(args.indexOf('daemon') + 1)))
    })
}

type DaemonPlace = Json & { socket?: string; authTokenFile?: string }

function addDaemonClients(program: Command, exit: Exit): void {
  clientCommand(program, 'sessions', 'The OPC UA sessions of the running daemon.').action(
    async (options: DaemonPlace) => {
      exit(await (await import('./sessions')).sessions(options))
    },
  )
  clientCommand(program, 'call', 'One method on the running daemon, its input as JSON on standard input.')
    .argument('<method>', 'as listed by “keyswitch methods”')
    .action(async (method: string, options: DaemonPlace) => {
      exit(await (await import('./callDaemon')).callDaemon({ method, ...options }))
    })
  addLogin(program, exit)
}

type LoginOptions = DaemonPlace & {
  user?: string
  certificate?: string
  key?: string
  legacy?: true
  remember?: true
}

function addLogin(program: Command, exit: Exit): void {
  clientCommand(program, 'login', 'Log in to the running daemon; the password comes on standard input.')
    .option('--user <name>', 'who logs in')
    .option('--certificate <file>', 'log in with a certificate (PEM) instead of a password')
    .option('--key <file>', 'its private key (PEM); the passphrase of an encrypted one comes on standard input')
    .option('--remember', 'keep that passphrase in the system’s keychain, where later logins find it')
    .option('--legacy', 'also in the old way, which protects the password against nothing, where no other is allowed')
    .action(async (options: LoginOptions) => {
      exit(await (await import('./login')).login(options))
    })
  clientCommand(program, 'logout', 'End that login.').action(async (options: DaemonPlace) => {
    exit(await (await import('./logout')).logout(options))
  })
  clientCommand(program, 'whoami', 'Who is logged in.').action(async (options: DaemonPlace) => {
    exit(await (await import('./whoami')).whoami(options))
  })
  clientCommand(
    program,
    'passwd',
    'Change the password of who is logged in; the present and the new one come on standard input, a line each.',
  ).action(async (options: DaemonPlace) => {
    exit(await (await import('./passwd')).passwd(options))
  })
}

function addAudit(audit: Command, exit: Exit): void {
  const reading = (name: string, about: string) =>
    audit
      .command(name)
      .description(about)
      .option('--file <file>', 'a log that lies elsewhere')
      .option('--json', 'answer in JSON; failures too, on standard error')
  reading('verify', 'Whether the chain of the activity log is whole; exit code 1 when it is not.').action(
    async (options: Json & { file?: string }) => {
      exit(await (await import('./audit')).verifyAudit(options))
    },
  )
  reading('show', 'Its last entries, the newest at the end.')
    .option('--filter <text>', 'only entries in which this stands')
    .option('--limit <number>', 'how many instead of 50', entryCount)
    .action(async (options: Json & { file?: string; filter?: string; limit?: number }) => {
      exit(await (await import('./audit')).showAudit(options))
    })
}

function clientCommand(program: Command, name: string, about: string): Command {
  return program
    .command(name)
    .description(about)
    .option('--socket <uri>', 'where the daemon listens, as it printed it')
    .option('--auth-token-file <file>', 'the file with its token')
    .option('--json', 'answer in JSON; failures too, on standard error')
}

function entryCount(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('It is a number from 1 to 9999999.')
  return Number(text)
}

function portNumber(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('It is a number from 0 to 65535.')
  return port
}

/** The table of methods belongs to the help; loading it costs more than all the rest of a start. */
async function tableIf(args: readonly string[]): Promise<string> {
  const asked = args.length === 0 || args[0] === '--help' || args[0] === '-h'
  return asked ? (await import('./methods')).methodsHelp() : ''
}

async function versionIf(args: readonly string[]): Promise<{ version: string }> {
  return args.includes('--version') ? (await import('../config')).readConfig() : { version: '' }
}
