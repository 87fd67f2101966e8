import { useEffect, useRef, useState, type JSX, type ReactNode, type RefObject } from 'react'
import { Dialog, Heading, Modal as AriaModal, ModalOverlay } from 'react-aria-components'
import type { AppError } from '../../contract/errors'
import { asAppError } from '../stores/loadable'
import { dialogText } from '../text/dialogs'
import { useText } from '../text/language'
import { sentences } from '../text/sentences'
import { Button, type ButtonProps } from './Button'

export type ModalProps = {
  title: string
  onClose: () => void
  children: ReactNode
  size?: 's' | 'm' | 'l'
  /** Words on the button that does it; without `onDo` there is only Close. */
  ok?: string
  okKind?: ButtonProps['kind']
  /** What is still missing or wrong, in words; OK says it instead of being mute. */
  missing?: readonly string[]
  /** Does it. A thrown AppError is said in the dialog, which stays open; so does `stay`; otherwise it closes. */
  onDo?: () => Promise<void | 'stay'>
  /** Said from the start, as if it had just been refused. */
  refused?: AppError | undefined
  /** Long work is under way: only Cancel is left. */
  working?: boolean
  /** Another sentence than the usual one for a refusal. */
  says?: ((error: AppError) => string | undefined) | undefined
  /** Which of several steps is shown: with each the keyboard begins anew. */
  stage?: number
  /** What it does needs thought: the keyboard begins at Cancel, and Enter in a field does nothing. */
  careful?: boolean
  /** More buttons before Cancel. */
  more?: ReactNode
  /** Without `onDo`: leaving decides nothing, and is called so. */
  closeWord?: 'close' | 'cancel'
  role?: 'dialog' | 'alertdialog'
}

/** A dialog: Escape and Cancel leave it, Enter and OK do it, a refusal is said inside. */
export function Modal(props: ModalProps): JSX.Element {
  const { title, onClose, children, size = 'm', role = 'dialog' } = props
  return (
    <ModalOverlay isOpen onOpenChange={(open) => !open && onClose()} className="veil">
      <AriaModal className={`modal modal-${size}`}>
        <Dialog className="dialog" role={role}>
          <Heading slot="title" className="dialog-title">
            {title}
          </Heading>
          <ModalForm {...props}>{children}</ModalForm>
        </Dialog>
      </AriaModal>
    </ModalOverlay>
  )
}

const FIRST_FIELD =
  '.dialog-body input:not([disabled], [type=search]), .dialog-body .choice, .dialog-body [role=treegrid], .dialog-body [role=grid]'
/** Where another field than the first is the one to begin with. */
const MARKED_FIELD = '.dialog-body [data-first] input'
const NOTHING: readonly string[] = []

function ModalForm({
  onClose,
  children,
  ok,
  okKind = 'primary',
  missing = NOTHING,
  onDo,
  working = false,
  careful = false,
  refused,
  more,
  closeWord = 'close',
  says,
  stage = 0,
}: ModalProps): JSX.Element {
  const text = useText(dialogText)
  const { error: sentence } = useText(sentences)
  const [tried, setTried] = useState(false)
  const busy = useRef(false)
  const [refusal, setRefusal] = useState<AppError | undefined>(refused)
  const form = useRef<HTMLFormElement>(null)

  async function submit(): Promise<void> {
    if (!onDo || busy.current || working) return
    setTried(true)
    setRefusal(undefined)
    if (missing.length > 0) {
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-missing="true"] input')?.focus()
      return
    }
    busy.current = true
    try {
      if ((await onDo()) !== 'stay') onClose()
      else setTried(false)
    } catch (cause) {
      setRefusal(asAppError(cause))
    } finally {
      busy.current = false
    }
  }

  const said = refusal
    ? (says?.(refusal) ?? sentence(refusal.code, refusal.details))
    : tried && missing.length > 0
      ? text.missing(missing)
      : ''
  return (
    <form
      ref={form}
      className="dialog-form"
      noValidate
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <div className="dialog-body">{children}</div>
      <Beginning key={stage} form={form} />
      {onDo && (
        <div className="dialog-said" role="alert">
          {said}
        </div>
      )}
      {/* Each step has buttons of its own, rather than some that change their words and places. */}
      <div className="dialog-end" key={`end-${stage}`}>
        {more}
        <span className="push" />
        <Button onPress={onClose} data-closes="">
          {onDo ? text.cancel : text[closeWord]}
        </Button>
        {onDo && !working && (
          <Button kind={okKind} {...(careful ? { onPress: () => void submit() } : { type: 'submit' })}>
            {ok ?? text.ok}
          </Button>
        )}
        {/* Its place stays, so that a second click of somebody in a hurry does not meet Cancel. */}
        {onDo && working && (
          <span className={`button button-${okKind}`} style={{ visibility: 'hidden' }}>
            {ok ?? text.ok}
          </span>
        )}
      </div>
    </form>
  )
}

/** The keyboard begins at the first field, or without one at what Enter does: that is what the dialog was opened for. Never at one of several ways on. */
function Beginning({ form }: { form: RefObject<HTMLFormElement | null> }): null {
  useEffect(() => {
    const find = (selector: string): HTMLElement | null | undefined => form.current?.querySelector(selector)
    const first = find(MARKED_FIELD) ?? find(FIRST_FIELD)
    ;(first ?? find('button[type="submit"]') ?? find('.dialog-end > [data-closes]'))?.focus()
    // Typing replaces what the field was filled with, as when the keyboard comes by Tab.
    if (first instanceof HTMLInputElement) first.select()
  }, [form])
  return null
}
