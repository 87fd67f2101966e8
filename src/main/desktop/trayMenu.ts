import { LINE, literally, type MenuItem } from './menuItem'
import { menuText, type DesktopLanguage } from './menuText'

/** What the tray knows of the program; null is what whoever is logged in may not see. */
export type TrayState = {
  login: { is: 'not-needed' } | { is: 'locked' } | { is: 'user'; name: string }
  daemon: null | { is: 'serving' | 'joined'; peers: number; address: string | null } | { is: 'paused' } | { is: 'off' }
  sessions: number | null
  /** Null where this program cannot start with the computer. */
  startsWithComputer: boolean | null
}

/** The menu of the tray: state first, then what can be done. */
export function trayMenu(state: TrayState, language: DesktopLanguage): MenuItem[] {
  const text = menuText(language)
  const { daemon, startsWithComputer: starts } = state
  const address = daemon && 'address' in daemon ? daemon.address : null
  return [
    ...stateLines(state, language).map((label): MenuItem => ({ label: literally(label), enabled: false })),
    LINE,
    { label: text.open, act: { do: 'open-window' } },
    address === null
      ? { label: text.copyAddress, enabled: false }
      : { label: text.copyAddress, act: { do: 'copy', text: address } },
    LINE,
    ...(starts === null
      ? []
      : [
          {
            label: text.start,
            type: 'checkbox',
            checked: starts,
            act: { do: 'start-with-computer', on: !starts },
          } as const,
        ]),
    daemon?.is === 'paused'
      ? { label: text.resume, act: { do: 'resume' } }
      : daemon?.is === 'serving'
        ? { label: text.pause, act: { do: 'pause' } }
        : { label: text.pause, enabled: false },
    LINE,
    { label: text.quit, act: { do: 'quit' } },
  ]
}

/** The same state in one line, for whoever points at the icon. */
export function trayToolTip(state: TrayState, language: DesktopLanguage): string {
  return ['Keyswitch', ...stateLines(state, language)].join('\n')
}

function stateLines({ login, daemon, sessions }: TrayState, language: DesktopLanguage): string[] {
  const text = menuText(language)
  const lines: string[] = []
  if (login.is === 'locked') lines.push(text.locked)
  if (login.is === 'user') lines.push(text.user(login.name))
  if (daemon?.is === 'off') lines.push(text.off)
  if (daemon?.is === 'paused') lines.push(text.paused)
  if (daemon?.is === 'joined') lines.push(text.joined)
  if (sessions !== null) lines.push(text.sessions(sessions))
  if (daemon?.is === 'serving' || daemon?.is === 'joined') lines.push(text.peers(daemon.peers))
  return lines
}
