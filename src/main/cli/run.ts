import { CommanderError } from 'commander'
import { EXIT, failureOf } from './failure'
import { buildProgram } from './program'
import { note, tolerateClosedOutput } from './terminal'

/** Runs one command line and returns its exit code. One sentence on standard error says why something failed, or JSON with `--json`. */
export async function runCommand(args: readonly string[]): Promise<number> {
  tolerateClosedOutput()
  const json = args.includes('--json')
  let exit: number = EXIT.fine
  try {
    const program = await buildProgram(args, (code) => {
      exit = code
    })
    await program.parseAsync(args, { from: 'user' })
    return exit
  } catch (error) {
    if (error instanceof CommanderError) return wrongUsage(error, json)
    const failure = failureOf(error)
    note(json ? JSON.stringify({ error: failure.error }) : failure.sentence)
    return failure.exit
  }
}

/** Commander also stops by an error after it has shown help that was asked for. */
function wrongUsage(error: CommanderError, json: boolean): number {
  if (error.exitCode === 0) return EXIT.fine
  const problem = error.message.replace(/^error: /, '').replaceAll('\n', ' ')
  if (json) note(JSON.stringify({ error: { code: 'wrong-usage', details: { problem } } }))
  else if (error.code !== 'commander.help') note(`${capital(problem)}. Try “keyswitch --help”.`)
  return EXIT.wrongUsage
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
