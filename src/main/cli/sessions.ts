import { connect } from '../../contract/client'
import type { SessionRow } from '../../contract/sessions'
import { withRunningDaemon, type DaemonPlace } from './runningDaemon'
import { print, printJson } from './terminal'

/** The OPC UA sessions that the running daemon keeps. */
export async function sessions(asked: DaemonPlace): Promise<number> {
  return withRunningDaemon(asked, async ({ client }) => {
    const { sessions } = await connect(client.transport).call('sessions.list', {})
    if (asked.json) printJson({ sessions })
    else print(sessions.length === 0 ? 'No session is open.' : table(sessions, Date.now()).join('\n'))
  })
}

const HEADS = ['Session', 'Endpoint', 'State', 'User', 'Security', 'Idle', 'Readers', 'Requests', 'Errors']
/** Columns of numbers stand at the right. */
const NUMBERS = 5

function table(sessions: readonly SessionRow[], now: number): string[] {
  const rows = [HEADS, ...sessions.map((session) => cells(session, now))]
  const widths = HEADS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((text, column) => (column < NUMBERS ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

function cells(session: SessionRow, now: number): string[] {
  const { state, security } = session
  return [
    session.session.slice(0, 8),
    session.endpointUrl,
    state.is === 'lost' ? `lost (${state.because})` : state.is,
    session.user.kind,
    security.mode === 'none' ? 'none' : `${security.policy}, ${security.mode}`,
    duration(now - session.lastUsed),
    String(session.readers),
    String(session.requests),
    String(session.errors),
  ]
}

function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
