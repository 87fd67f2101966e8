import type { JSX } from 'react'
import { Menu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components'
import { Button, type ButtonProps } from './Button'

/** `do` undefined: shown, but not possible now. A line is `'-'`. */
export type MenuAct = { id: string; name: string; keys?: string; do: (() => void) | undefined; danger?: boolean } | '-'

export type MenuButtonProps = {
  acts: readonly MenuAct[]
  label: string
  kind?: ButtonProps['kind']
  square?: boolean
  children: JSX.Element | string
}

/** A button with a menu of acts. */
export function MenuButton({ acts, label, kind = 'flat', square = false, children }: MenuButtonProps): JSX.Element {
  return (
    <MenuTrigger>
      <Button kind={kind} square={square} aria-label={label}>
        {children}
      </Button>
      <Popover className="popover" offset={2}>
        <ActMenu acts={acts} label={label} />
      </Popover>
    </MenuTrigger>
  )
}

export type ContextMenuProps = {
  acts: readonly MenuAct[]
  label: string
  at: { x: number; y: number }
  onClose: () => void
}

/** A menu at a point of the window. */
export function ContextMenu({ acts, label, at, onClose }: ContextMenuProps): JSX.Element {
  return (
    <MenuTrigger isOpen onOpenChange={(open) => !open && onClose()}>
      <Button kind="link" excludeFromTabOrder aria-label={label} />
      <Popover
        className="popover"
        placement="bottom start"
        offset={0}
        getTargetRect={() => new DOMRect(at.x, at.y, 0, 0)}
      >
        <ActMenu acts={acts} label={label} />
      </Popover>
    </MenuTrigger>
  )
}

function ActMenu({ acts, label }: { acts: readonly MenuAct[]; label: string }): JSX.Element {
  const possible = acts.flatMap((act) => (act === '-' || act.do ? [] : [act.id]))
  return (
    <Menu
      className="list"
      aria-label={label}
      disabledKeys={possible}
      onAction={(key) => {
        const chosen = acts.find((act) => act !== '-' && act.id === key)
        if (chosen && chosen !== '-') chosen.do?.()
      }}
    >
      {acts.map((act, index) =>
        act === '-' ? (
          // Lines have no other identity than their place.
          // oxlint-disable-next-line react/no-array-index-key
          <Separator key={`line-${index}`} className="list-line" />
        ) : (
          <MenuItem
            key={act.id}
            id={act.id}
            className={act.danger ? 'list-item list-danger' : 'list-item'}
            textValue={act.name}
          >
            {act.name}
            {act.keys !== undefined && <kbd className="keys">{act.keys}</kbd>}
          </MenuItem>
        ),
      )}
    </Menu>
  )
}
