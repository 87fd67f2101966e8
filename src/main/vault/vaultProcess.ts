import { fork } from 'node:child_process'

/** A running child process that was started from a file; Electron starts its own kind, since its binary does not run as Node. */
export type VaultProcess = {
  /** A message that can be copied; lost when the process has ended. */
  send(message: object): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once when it has ended, whatever the reason, or could not be started. */
  onExit(listener: () => void): void
  /** At once, whatever it is doing. */
  kill(): void
}

export type StartVaultProcess = (file: string) => VaultProcess

/** Starts it as a process of Node. It gets nothing to write to, and no secret with its environment. */
export function forkVaultProcess(file: string, environment: NodeJS.ProcessEnv = process.env): VaultProcess {
  const { OPCUA_AUTH_TOKEN: _, NODE_OPTIONS: _options, ...env } = environment
  const child = fork(file, [], { env, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  const listeners: (() => void)[] = []
  let ended = false
  const end = () => {
    if (ended) return
    ended = true
    for (const listener of listeners) listener()
  }
  // After `error` there may be no `exit`, and `exit` comes where there was no error.
  child.on('exit', end).on('error', end)
  return {
    send: (message) => {
      // A process that could not be started has no channel; its end is told by itself.
      if (child.connected) child.send(message, () => undefined)
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void (ended ? listener() : listeners.push(listener)),
    kill: () => void child.kill('SIGKILL'),
  }
}
