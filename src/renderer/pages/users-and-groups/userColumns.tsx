import { useMemo } from 'react'
import { Icon } from '../../parts/Icon'
import type { GridColumn } from '../../parts/gridTypes'
import { useLanguage, useText } from '../../text/language'
import { usersText } from '../../text/users'
import type { UserItem } from './userTree'

/** Columns of the Users pane; the same objects until the language changes. */
export function useUserColumns(): readonly GridColumn<UserItem>[] {
  const text = useText(usersText)
  const language = useLanguage()
  return useMemo(() => {
    const date = new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', {
      year: 'numeric',
      // 21.11.2026 is clear to everybody who reads German; 11/21 is not to everybody who reads English.
      month: language === 'de' ? '2-digit' : 'short',
      day: '2-digit',
    })
    const { columns } = text
    return [
      {
        id: 'name',
        title: columns.name,
        track: 'minmax(130px, 1.25fr)',
        sortable: true,
        cell: (item) =>
          item.is === 'group' ? (
            <span className="cell-text">{item.group}</span>
          ) : (
            <>
              {item.user.internal && (
                <span title={text.internal}>
                  <Icon name="chip" />
                </span>
              )}
              {item.user.locked && (
                <span title={text.locked}>
                  <Icon name="lock" />
                </span>
              )}
              <span className="cell-text">{item.user.name}</span>
              {item.user.internal && <span className="unseen">, {text.internal}</span>}
              {item.user.locked && <span className="unseen">, {text.locked}</span>}
            </>
          ),
      },
      {
        id: 'groups',
        title: columns.groups,
        track: 'minmax(110px, 1fr)',
        sortable: true,
        cell: (item) =>
          item.is === 'group' ? null : item.user.groups.length === 0 ? (
            <span className="dim">{text.noGroup}</span>
          ) : (
            item.user.groups.map((group) => (
              <span key={group} className="chip">
                {group}
              </span>
            ))
          ),
      },
      {
        id: 'may',
        title: columns.mayChange,
        header: columns.mayChangeShort,
        track: '76px',
        align: 'center',
        face: (item) => (item.is === 'group' ? {} : { label: item.user.mayChangePassword ? text.yes : text.no }),
        cell: (item) => (item.is === 'group' ? null : item.user.mayChangePassword ? '✓' : '–'),
      },
      {
        id: 'must',
        title: columns.mustChange,
        header: columns.mustChangeShort,
        track: '88px',
        align: 'center',
        face: (item) =>
          item.is === 'group' ? {} : item.user.mustChangePassword ? { className: 'cell-warn' } : { label: text.no },
        cell: (item) => (item.is === 'user' && item.user.mustChangePassword ? text.atNextLogin : null),
      },
      {
        id: 'lastChange',
        title: columns.lastChange,
        header: columns.lastChangeShort,
        track: '96px',
        align: 'end',
        sortable: true,
        cell: (item) =>
          item.is === 'group' ? null : (
            <span className="dim">
              {item.user.lastChange === null ? text.never : date.format(item.user.lastChange * 1000)}
            </span>
          ),
      },
    ]
  }, [text, language])
}
