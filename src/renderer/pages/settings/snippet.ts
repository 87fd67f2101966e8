/** Lines that ask the daemon at an address whether it is there; they name the file of the token, never the token. */
export type Snippet = { language: 'shell' | 'node'; lines: string }

export function snippetOf(address: string, tokenFile: string | null): Snippet | undefined {
  const socket = /^unix:\/\/(?<path>\/.*)$/u.exec(address)?.groups?.['path']
  if (socket !== undefined) {
    const frame = tokenFile === null ? `'{"command":"ping"}\\n'` : `'{"command":"ping","authToken":"%s"}\\n'`
    const token = tokenFile === null ? '' : ` "$(cat ${quoted(tokenFile)})"`
    return { language: 'shell', lines: `printf ${frame}${token} | nc -U ${quoted(socket)}` }
  }
  const where = connectTo(address)
  if (where === undefined) return undefined
  const token =
    tokenFile === null ? '' : `, authToken: require('node:fs').readFileSync(${literal(tokenFile)}, 'utf8').trim()`
  return {
    language: 'node',
    lines: [
      `const s = require('node:net').connect(${where})`,
      `s.on('data', d => process.stdout.write(d))`,
      `s.write(JSON.stringify({ command: 'ping'${token} }) + '\\n')`,
    ].join('\n'),
  }
}

function connectTo(address: string): string | undefined {
  const pipe = /^pipe:(?<name>.+)$/u.exec(address)?.groups?.['name']
  if (pipe !== undefined) return literal(`\\\\.\\pipe\\${pipe}`)
  const { host, port } = /^tcp:\/\/(?<host>.+):(?<port>\d+)$/u.exec(address)?.groups ?? {}
  return host === undefined || port === undefined ? undefined : `${port}, ${literal(host.replaceAll(/^\[|\]$/gu, ''))}`
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return /^[\w/.:@%+,-]+$/u.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

function literal(text: string): string {
  return `'${text.replaceAll(/['\\]/gu, String.raw`\$&`)}'`
}
