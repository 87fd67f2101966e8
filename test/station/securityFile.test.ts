import { expect, it } from 'vitest'
import { changeSecurityText, readSecurityText } from '../../src/main/station/securityFile'

const FILE = [
  '; written by hand',
  '[CmpLog]',
  'Logger.0.Name=PlcLog',
  '',
  '[CmpUserMgr]',
  '; who may log in, and how',
  'SECURITY.UserLogin_AuthenticationType=ONLY_ASYMMETRIC ; since the audit',
  'SECURITY.UserLogin_RSAKeyLen = 3072',
  'SECURITY.Somebody_Elses=17',
  'SECURITY.UserMgmtEnforce=YES',
  'SECURITY.UserMgrEditTimeout=120',
  'SECURITY.UserMgmt.PasswordPolicy=DISABLED',
  'SECURITY.UserMgmt.LoginLock=3,600',
  '[CmpApp]',
  'Application.1=Filler',
  '',
].join('\n')

it('reads every setting under the seed’s key names', () => {
  expect(readSecurityText(FILE)).toEqual({
    security: {
      authenticationType: 'ONLY_ASYMMETRIC',
      rsaKeyLength: 3072,
      enforce: true,
      editTimeout: 120,
      passwordPolicy: false,
      loginLock: { attempts: 3, seconds: 600 },
    },
    problems: [],
    backEnd: undefined,
  })
})

it('changes one value and leaves every other byte, comments and unknown keys included', () => {
  const changed = changeSecurityText(FILE, { rsaKeyLength: 4096 })
  expect(changed).toBe(FILE.replace('RSAKeyLen = 3072', 'RSAKeyLen = 4096'))
  expect(changeSecurityText(changed, { authenticationType: 'AUTO_NEGOTIATE' })).toBe(
    FILE.replace('RSAKeyLen = 3072', 'RSAKeyLen = 4096').replace('=ONLY_ASYMMETRIC ;', '=AUTO_NEGOTIATE ;'),
  )
})

it('keeps Windows line ends and a byte order mark', () => {
  const windows = `\uFEFF${FILE.replaceAll('\n', '\r\n')}`
  expect(readSecurityText(windows)).toEqual(readSecurityText(FILE))
  expect(changeSecurityText(windows, { enforce: false })).toBe(windows.replace('Enforce=YES', 'Enforce=NO'))
  const begins = '\uFEFF[CmpUserMgr]\r\nSECURITY.UserMgmtEnforce=NO\r\n'
  expect(readSecurityText(begins).security.enforce).toBe(false)
  expect(changeSecurityText(begins, { editTimeout: 0 })).toBe(
    '\uFEFF[CmpUserMgr]\r\nSECURITY.UserMgrEditTimeout=0\r\nSECURITY.UserMgmtEnforce=NO\r\n',
  )
})

it('puts a setting that was not there under the heading, or makes the heading', () => {
  expect(changeSecurityText('[CmpUserMgr]\nA=1\n\n[Other]\nB=2\n', { enforce: true })).toBe(
    '[CmpUserMgr]\nSECURITY.UserMgmtEnforce=YES\nA=1\n\n[Other]\nB=2\n',
  )
  expect(changeSecurityText('[Other]\nB=2', { loginLock: { attempts: 0, seconds: 0 } })).toBe(
    '[Other]\nB=2\n[CmpUserMgr]\nSECURITY.UserMgmt.LoginLock=0,0\n',
  )
  expect(changeSecurityText('[CmpUserMgr]', { enforce: false })).toBe('[CmpUserMgr]\nSECURITY.UserMgmtEnforce=NO\n')
})

it('lets the last of several lines count, and changes that one', () => {
  const twice = '[CmpUserMgr]\nSECURITY.UserMgrEditTimeout=10\n[A]\n[CmpUserMgr]\nSECURITY.UserMgrEditTimeout=20\n'
  expect(readSecurityText(twice).security.editTimeout).toBe(20)
  expect(changeSecurityText(twice, { editTimeout: 30 })).toBe(twice.replace('=20', '=30'))
})

it('takes the same key under another heading for something else', () => {
  expect(readSecurityText('[CmpOpcUa]\nSECURITY.UserMgmtEnforce=YES\n').security).toEqual({})
})

it('reads the other spelling of the key length that the seed has in one place', () => {
  expect(readSecurityText('[CmpUserMgr]\nSECURITY.UserLogin_RSAPKeyLen=4096\n').security.rsaKeyLength).toBe(4096)
})

it.each([
  ['SECURITY.UserLogin_RSAKeyLen', '1024'],
  ['SECURITY.UserLogin_RSAKeyLen', '2047'],
  ['SECURITY.UserLogin_AuthenticationType', 'NONE'],
  ['SECURITY.UserMgmtEnforce', 'MAYBE'],
  ['SECURITY.UserMgrEditTimeout', '-1'],
  ['SECURITY.UserMgrEditTimeout', '86401'],
  ['SECURITY.UserMgmt.PasswordPolicy', ''],
  ['SECURITY.UserMgmt.LoginLock', '5'],
  ['SECURITY.UserMgmt.LoginLock', '5,60,1'],
  ['SECURITY.UserMgmt.LoginLock', '5,x'],
])('does not take %s=%s, says in which line, and the default holds', (key, value) => {
  const read = readSecurityText(`[CmpUserMgr]\n${key}=${value}\n`)
  expect(read.security).toEqual({})
  expect(read.problems).toEqual([{ line: 2, key, value }])
})

it('reads back what it wrote', () => {
  const all = {
    authenticationType: 'ONLY_LEGACY',
    rsaKeyLength: 2048,
    enforce: true,
    editTimeout: 1,
    passwordPolicy: true,
    loginLock: { attempts: 9, seconds: 1 },
  } as const
  expect(readSecurityText(changeSecurityText('', all))).toEqual({ security: all, problems: [], backEnd: undefined })
  expect(readSecurityText(changeSecurityText(FILE, all)).security).toEqual(all)
})

it('finds the module of a manufacturer’s own back end', () => {
  expect(readSecurityText('[Keyswitch]\nBackEnd=/opt/acme/badges.mjs\n').backEnd).toBe('/opt/acme/badges.mjs')
  expect(readSecurityText('[Keyswitch]\nBackEnd=\n').backEnd).toBeUndefined()
})
