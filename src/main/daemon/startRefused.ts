/** Why a daemon does not start; the message is one line for the person who starts it, and may name files of theirs. */
export class StartRefused extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'StartRefused'
  }
}
