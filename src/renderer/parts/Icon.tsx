import type { JSX } from 'react'

/** Line drawings on a 16 px grid, in the colour of the text beside them. */
const PATHS = {
  undo: 'M6 3 3 6l3 3M3.5 6H9a4 4 0 0 1 0 8H6.5',
  redo: 'm10 3 3 3-3 3m2.5-3H7a4 4 0 0 0 0 8h2.5',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  close: 'm4 4 8 8m0-8-8 8',
  down: 'm4 6 4 4 4-4',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Zm3.2-1.3L14 14',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  eyeOff:
    'm2 2 12 12M6.5 3.7A6 6 0 0 1 8 3.5c4 0 6.5 4.5 6.5 4.5a12 12 0 0 1-2 2.5M4.2 4.7A11 11 0 0 0 1.5 8S4 12.5 8 12.5a6 6 0 0 0 3-.8',
  folder: 'M1.5 4V12.5h13V5H8L6.5 3.5H1.5Z',
  plus: 'M8 3v10M3 8h10',
  sample: 'M3 2.5h7l3 3v8H3zM9.5 2.5V6H13M5.5 9h5M5.5 11.5h3',
  warning: 'M8 2 1.5 13.5h13ZM8 6.5v3.5M8 12h.01',
  gear: 'M8 10.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4',
  chip: 'M4.5 4.5h7v7h-7zM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14',
  appearance: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 2v12M8 5.5h4.8M8 8.5h5.7M8 11.5h4.5',
  help: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6 6.3A2 2 0 1 1 8.9 8c-.6.3-.9.7-.9 1.4M8 11.5h.01',
  group:
    'M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M10.5 7.5a2.5 2.5 0 0 0 0-5M12 9.8c1.5.6 2.5 1.9 2.5 3.7',
  user: 'M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.5 14c0-3 2.5-4.5 5.5-4.5s5.5 1.5 5.5 4.5',
  edit: 'M10.5 3 13 5.5 6 12.5l-3 .5.5-3ZM9 4.5 11.5 7',
  remove: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9M6.8 7v4M9.2 7v4',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  reload: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3',
  lock: 'M4 7.5h8v6H4zM5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2',
  sync: 'M2.5 7.5a5.5 5.5 0 0 1 9.4-3.2L13.5 6M13.5 2.5V6H10M13.5 8.5a5.5 5.5 0 0 1-9.4 3.2L2.5 10M2.5 13.5V10H6',
  import: 'M8 2v8m-3-3 3 3 3-3M2.5 10.5v3h11v-3',
  export: 'M8 10V2M5 5l3-3 3 3M2.5 10.5v3h11v-3',
  tick: 'm3 8.5 3.5 3.5L13 4.5',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  )
}
