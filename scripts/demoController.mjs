import { load } from './sources.mjs'

const say = (line) => process.stdout.write(`${line}\n`)
const { parseOptions } = await load('demo/options.ts')
const options = parseOptions(process.argv.slice(2))
if (typeof options === 'string') {
  say(options)
  process.exitCode = 2
} else {
  const { runProgram } = await load('demo/program.ts')
  process.exitCode = await runProgram(options, say)
}
