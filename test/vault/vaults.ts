import { onTestFinished } from 'vitest'
import { createVault, type VaultParts } from '../../src/main/vault/createVault'
import type { Vault } from '../../src/main/vault/vault'
import { temporaryFolder } from '../support/temporaryFolder'

/** A vault whose folder is gone after the test, with all it has told. */
export type TestVault = Vault & { folder: string; told: () => number; log: string[] }

export async function openVault(parts: Partial<VaultParts>): Promise<TestVault> {
  const { stateFolder = await temporaryFolder() } = parts
  let told = 0
  const log: string[] = []
  const vault = createVault({
    processFile: '',
    events: { emit: () => void (told += 1) },
    log: { write: (level, message, fields) => void log.push(JSON.stringify({ level, message, ...fields })) },
    now: Date.now,
    environment: {},
    ...parts,
    stateFolder,
  })
  onTestFinished(() => vault.close())
  return Object.assign(vault, { folder: stateFolder, told: () => told, log })
}

export const ANNA = { kind: 'controller', name: 'anna at opc.tcp://plc-17:4840' } as const
export const OTTO = { kind: 'controller', name: 'otto at opc.tcp://plc-17:4840' } as const
export const KEY = { kind: 'client-key', name: '/home/anna/own.key' } as const
