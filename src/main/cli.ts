#!/usr/bin/env node
import { runCommand } from './cli/run'

// The code is set, not forced, so that everything written reaches whoever reads it.
process.exitCode = await runCommand(process.argv.slice(2))
