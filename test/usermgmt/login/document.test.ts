import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { LoginTexts } from '../../../src/contract/login'
import { createAsymmetricLogin } from '../../../src/main/usermgmt/login/asymmetric'
import { createLegacyLogin } from '../../../src/main/usermgmt/login/legacy'
import { createX509Login } from '../../../src/main/usermgmt/login/x509'
import { temporaryFolder } from '../../support/temporaryFolder'
import { IN_TIME, testCertificate } from './testCertificate'

type Answer = (challenge: LoginTexts, ...known: unknown[]) => LoginTexts
const isAnswer = (value: unknown): value is Answer => typeof value === 'function'
const clientSchema = z.object({
  asymmetric: z.custom<Answer>(isAnswer),
  legacy: z.custom<Answer>(isAnswer),
  x509: z.custom<Answer>(isAnswer),
})

/** The client that stands in docs/login.md, as somebody else would copy it. */
async function documentedClient() {
  const text = await readFile(resolve(import.meta.dirname, '../../../docs/login.md'), 'utf8')
  const [, code] = /## A client in Node\n\n```js\n([^]*?)```/.exec(text) ?? []
  if (code === undefined) throw new Error('docs/login.md has no client')
  const file = join(await temporaryFolder(), 'client.mjs')
  await writeFile(file, code)
  return clientSchema.parse({ ...(await import(/* @vite-ignore */ pathToFileURL(file).href)) })
}

test('a client written after docs/login.md can log in with every type', async () => {
  const client = await documentedClient()
  const password = 'Füll-Linie 1'
  const asymmetric = createAsymmetricLogin({ keyLength: () => 2048, now: () => IN_TIME })
  for (const [type, answer] of [
    [asymmetric, client.asymmetric],
    [createLegacyLogin(), client.legacy],
  ] as const) {
    const { texts, state } = await type.begin()
    expect(await type.finish(state as never, answer(texts, password))).toEqual({ is: 'password', password })
  }
  asymmetric.close()

  const folder = await temporaryFolder()
  const x509 = createX509Login({ folder, now: () => IN_TIME })
  for (const [key, digest] of [
    ['rsa', 'sha256'],
    ['p256', 'sha256'],
    ['p384', 'sha384'],
    ['ed25519', null],
  ] as const) {
    const { pem, keyPem } = testCertificate({ key })
    await writeFile(join(folder, 'one.pem'), pem)
    const { texts, state } = await x509.begin()
    expect(await x509.finish(state, client.x509(texts, pem, keyPem, digest))).toEqual({ is: 'proved', user: 'anna' })
  }
})
