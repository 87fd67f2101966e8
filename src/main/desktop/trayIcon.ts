import type { TrayState } from './trayMenu'

/** The icon says whether programs are let in, and whether somebody is logged in. */
export type TrayIconState = 'open' | 'locked' | 'paused'

export function trayIconState({ login, daemon }: Pick<TrayState, 'login' | 'daemon'>): TrayIconState {
  if (daemon?.is === 'paused') return 'paused'
  return login.is === 'locked' ? 'locked' : 'open'
}

/**
 * The file within the folder of icons. macOS colours a template by itself; elsewhere `ground` is what the icon stands on.
 * Larger scales lie beside it as `@2x` and `@3x`, which Electron finds by itself, or inside an .ico.
 */
export function trayIconFile(given: {
  platform: NodeJS.Platform
  ground: 'light' | 'dark'
  state: TrayIconState
}): string {
  const { platform, ground, state } = given
  if (platform === 'darwin') return `tray/${state}Template.png`
  return `tray/${state}-on-${ground}.${platform === 'win32' ? 'ico' : 'png'}`
}
