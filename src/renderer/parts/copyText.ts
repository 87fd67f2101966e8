/**
 * Puts text on the clipboard; false when that is not possible. Must be called from a key press or click. By the document's
 * own copy command: it needs no permission, and the window grants none.
 */
export function copyText(text: string): boolean {
  const onCopy = (event: ClipboardEvent): void => {
    if (!event.clipboardData) return
    event.clipboardData.setData('text/plain', text)
    event.preventDefault()
    event.stopPropagation()
    taken = true
  }
  let taken = false
  document.addEventListener('copy', onCopy, true)
  try {
    document.execCommand('copy')
  } finally {
    document.removeEventListener('copy', onCopy, true)
  }
  return taken
}

/** Whether a key press asks for copying, and nothing is selected that the browser itself would copy. */
export function asksToCopy(event: { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean }): boolean {
  return (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'c'
}
