import { createAudit } from '../../src/main/audit/audit'
import { logDisk, type LogDisk } from '../../src/main/audit/chain'

/**
 * What another program does to one log: `append <folder> <name> <count>`, each entry in a turn of its own, or
 * `half <folder>`: it is killed when half of its entry is written, holding the lock.
 */
const [what, folder = '', name = '', count = '1'] = process.argv.slice(2)

const dying: LogDisk = {
  ...logDisk,
  open: async (file) => {
    const log = await logDisk.open(file)
    return {
      ...log,
      async append(bytes) {
        await log.append(bytes.subarray(0, bytes.length / 2))
        process.kill(process.pid, 'SIGKILL')
        await new Promise(() => setTimeout(() => undefined, 60_000))
      },
    }
  },
}

const audit = createAudit({
  folder,
  events: { emit: () => undefined },
  log: (problem) => process.stderr.write(`${JSON.stringify(problem)}\n`),
  now: Date.now,
  ...(what === 'half' ? { fs: dying } : {}),
})
process.stdout.write('ready\n')
await new Promise((go) => process.stdin.once('data', go))
for (let number = 0; number < Number(count); number++) {
  audit.record({ user: name, peer: 'program', method: 'users.add', outcome: 'ok', about: { number } })
  await new Promise((turn) => setTimeout(turn, number % 3))
}
await audit.close()
process.stdin.destroy()
