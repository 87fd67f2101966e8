import type { Plugin } from 'vite'

/**
 * While it is loaded on Node 20 the OPC UA library makes a key of 4 096 bits, only to see whether a warning is due: about a
 * second of one core. Nobody reads the warning.
 */
export const withoutKeyTrial: Plugin = {
  name: 'without-key-trial',
  transform: (_code, id) =>
    id.endsWith('verify_pcks1.js') ? 'export async function testRSAPKCS1V15_EncryptDecrypt() {}' : undefined,
}
