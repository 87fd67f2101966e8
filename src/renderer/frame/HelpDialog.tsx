import type { JSX } from 'react'
import { Modal } from '../parts/Modal'
import { helpText, type HelpPage } from '../text/help'
import { useText } from '../text/language'
import { useShortcutNames } from './useShortcutNames'

/** What every key does, here and everywhere. */
export function HelpDialog({ page, onClose }: { page: HelpPage | undefined; onClose: () => void }): JSX.Element {
  const text = useText(helpText)
  const shortcut = useShortcutNames()
  return (
    <Modal title={text.title(page)} size="l" onClose={onClose}>
      {/* What scrolls is reached by the keyboard, too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="help" tabIndex={0} aria-label={text.title(page)}>
        {page && <p>{text.about[page]}</p>}
        {page && <Keys rows={text.pages[page]} />}
        <h2 className="dialog-part">{text.everywhereTitle}</h2>
        <Keys rows={text.everywhere(shortcut)} />
      </section>
    </Modal>
  )
}

function Keys({ rows }: { rows: readonly (readonly [string, string])[] }): JSX.Element {
  return (
    <dl className="keys-list">
      {rows.map(([keys, does]) => (
        <div key={keys + does}>
          <dt>
            {keys.split(' · ').map((key) => (
              <kbd key={key} className="key">
                {key}
              </kbd>
            ))}
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  )
}
