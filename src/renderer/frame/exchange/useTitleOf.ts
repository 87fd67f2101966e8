import { STATION } from '../../../contract/stationId'
import { stateOf } from '../../stores/acts'
import { useApp } from '../../stores/useApp'
import { frameText } from '../../text/frame'
import { useText } from '../../text/language'

/** What an opened database is called here. */
export function useTitleOf(database: string | undefined): string {
  const app = useApp()
  const { thisPc } = useText(frameText)
  if (database === undefined) return ''
  return database === STATION ? thisPc : (stateOf(app, database)?.title ?? database)
}
