export type OptionRow = {
  /** What the value is called; null for an option that takes none. */
  value: string | null
  /** As a person reads it; empty where there is none. */
  fallback: string
  about: string
}

/** Every option of the daemon (session-daemon 1), with the reference's names: parsing, help and docs/daemon.md read this. */
export const DAEMON_OPTIONS = Object.freeze({
  '--socket': {
    value: 'URI',
    fallback: 'unix://<runtime folder>/keyswitch.sock; on Windows pipe:keyswitch-<user>',
    about:
      'Where programs connect: unix:///absolute/path, an absolute path, tcp://127.0.0.1:PORT, tcp://[::1]:PORT, or pipe:NAME on Windows.',
  },
  '--timeout': {
    value: 'SECONDS',
    fallback: '600',
    about: 'A session that nobody has used for so long is closed.',
  },
  '--cleanup-interval': {
    value: 'SECONDS',
    fallback: '30',
    about: 'How often unused sessions are looked for; at least 1.',
  },
  '--max-sessions': { value: 'N', fallback: '100', about: 'Most OPC UA sessions at the same time; at least 1.' },
  '--max-connections': {
    value: 'N',
    fallback: '50',
    about: 'Most programs connected at the same time; at least 1.',
  },
  '--auth-token-file': {
    value: 'FILE',
    fallback: '',
    about: 'The token is the content of this file, trimmed. A file that group or others can read is refused.',
  },
  '--auth-token': {
    value: 'TOKEN',
    fallback: '',
    about: 'The token itself; everybody on this machine can see it in the list of processes, so better use a file.',
  },
  '--auth-token-keychain': {
    value: null,
    fallback: '',
    about:
      'The token lies in the keychain of the system, made there at the first start, and stays the same. No file holds it.',
  },
  '--no-auth': { value: null, fallback: '', about: 'No token: whoever reaches the socket may do everything.' },
  '--socket-mode': {
    value: 'OCTAL',
    fallback: '0600',
    about: 'Mode of the socket file; one that lets group or others write is refused.',
  },
  '--allowed-endpoints': {
    value: 'LIST',
    fallback: 'any opc.tcp address',
    about:
      'OPC UA servers that sessions may be opened to, opc.tcp://host[:port] with commas between; or @FILE, one a line.',
  },
  '--allowed-cert-dirs': {
    value: 'LIST',
    fallback: 'any folder',
    about: 'Folders that certificates may be read from, absolute, with commas between; or @FILE, one a line.',
  },
  '--cache-driver': {
    value: 'DRIVER',
    fallback: 'memory',
    about: 'Where browse results are kept: memory, file or none.',
  },
  '--cache-path': { value: 'FOLDER', fallback: '', about: 'The folder for the cache driver “file”.' },
  '--cache-ttl': { value: 'SECONDS', fallback: '300', about: 'How long browse results are kept.' },
  '--state-dir': {
    value: 'FOLDER',
    fallback: 'the folder for data of this person',
    about: 'Trusted certificates, settings and users of this station.',
  },
  '--log-file': { value: 'FILE', fallback: 'standard error', about: 'Where the log goes.' },
  '--log-level': { value: 'LEVEL', fallback: 'info', about: 'error, warn, info or debug.' },
  '--print-config': {
    value: null,
    fallback: '',
    about: 'Prints what all this comes to as JSON, secrets masked, and ends.',
  },
  '--help': { value: null, fallback: '', about: 'Prints this and ends.' },
} as const satisfies Record<string, OptionRow>)

export type DaemonOptionName = keyof typeof DAEMON_OPTIONS

/** In the order they are documented in. */
export const DAEMON_OPTION_ROWS: readonly (OptionRow & { name: DaemonOptionName })[] = Object.entries(
  DAEMON_OPTIONS,
).map(([name, row]) => ({ name: name as DaemonOptionName, ...row }))

/** Own keys only. */
export function isDaemonOption(name: string): name is DaemonOptionName {
  return Object.hasOwn(DAEMON_OPTIONS, name)
}

/** What `keyswitch daemon --help` prints. */
export function daemonHelp(): string {
  const heads = DAEMON_OPTION_ROWS.map(({ name, value }) => (value === null ? name : `${name} ${value}`))
  const width = Math.max(...heads.map((head) => head.length))
  const rows = DAEMON_OPTION_ROWS.map(({ fallback, about }, at) => {
    const otherwise = fallback === '' ? '' : ` Otherwise: ${fallback}.`
    return `  ${(heads[at] ?? '').padEnd(width)}  ${about}${otherwise}`
  })
  return [
    'Usage: keyswitch daemon [options]',
    '',
    'Keeps OPC UA sessions open and lends them to other programs on this machine, until Ctrl+C.',
    '',
    'Options (“--name value” or “--name=value”):',
    ...rows,
    '',
    'A token in OPCUA_AUTH_TOKEN goes before --auth-token-file, that before --auth-token, and that before the one in the',
    'keychain. Without any, a random one is written to keyswitch.token beside the socket.',
  ].join('\n')
}
