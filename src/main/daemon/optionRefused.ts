/** Options that cannot be meant as they are; the message is one line that names the option. Nothing was created. */
export class OptionRefused extends Error {
  constructor(option: string, problem: string) {
    super(`${option}: ${problem}.`)
    this.name = 'OptionRefused'
  }
}
