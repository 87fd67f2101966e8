import { utilityProcess } from 'electron'

/**
 * The child process that speaks to the keychain, started as Electron starts such processes: its binary does not run as Node.
 * It gets nothing to write to, and none of our secrets with its environment.
 */
export function startVaultProcess(file: string) {
  const { OPCUA_AUTH_TOKEN: _, NODE_OPTIONS: _options, ...env } = process.env
  const child = utilityProcess.fork(file, [], { env, stdio: 'ignore', serviceName: 'Keyswitch keychain' })
  return {
    send: (message: object) => child.postMessage(message),
    onMessage: (listener: (message: unknown) => void) => void child.on('message', listener),
    onExit: (listener: () => void) => void child.once('exit', listener),
    kill() {
      // Asking it to end is not enough where it hangs in the keychain.
      if (child.pid === undefined) child.kill()
      else process.kill(child.pid, 'SIGKILL')
    },
  }
}
