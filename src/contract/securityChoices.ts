/** SECURITY.UserLogin_AuthenticationType (seed 003, 2.1). */
export const AUTHENTICATION_TYPES = ['ONLY_ASYMMETRIC', 'AUTO_NEGOTIATE', 'ONLY_LEGACY'] as const
/** SECURITY.UserLogin_RSAKeyLen in bits (seed 003, 2.2). */
export const RSA_KEY_LENGTHS = [2048, 3072, 4096] as const
