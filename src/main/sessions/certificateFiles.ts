/** The fields of a session's configuration that name files, and one that names a folder. */
export type CertificatePaths = {
  clientCertPath?: string | undefined
  clientKeyPath?: string | undefined
  caCertPath?: string | undefined
  userCertPath?: string | undefined
  userKeyPath?: string | undefined
  trustStorePath?: string | undefined
}

export type KeyPair = { certificate: Uint8Array; privateKey: Uint8Array }

/** What lay in the files at the moment they were checked; null and empty for what the configuration does not name. */
export type CertificateFiles = {
  application: KeyPair | null
  user: KeyPair | null
  authorities: readonly Uint8Array[]
  /** The real folder, which may not be there yet. */
  trustStorePath: string | null
  /** SHA-256 over all contents and the folder, hex: two configurations with other files are never the same session. */
  digest: string
}
