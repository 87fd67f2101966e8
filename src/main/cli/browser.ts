import { spawn } from 'node:child_process'

/** Opens an address in the person's browser where there is one. Without one the printed address is all there is, so no failure is reported. */
export function openBrowser(address: string, { platform = process.platform, env = process.env } = {}): void {
  const [command, ...args] = openerFor(platform, env)
  if (command === undefined) return
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true, windowsHide: true })
  // Not installed; whoever reads the address can open it.
  child.once('error', () => undefined)
  child.unref()
}

/** Without a display xdg-open would start a browser inside this terminal. */
function openerFor(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] {
  if (platform === 'darwin') return ['open']
  if (platform === 'win32') return ['cmd', '/c', 'start', '']
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? ['xdg-open'] : []
}
