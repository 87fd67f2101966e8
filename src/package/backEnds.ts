/** What `keyswitch/back-ends` offers to those who write back ends of their own; see docs/back-ends.md. */
export type { GroupReason, Right, RightState } from '../contract/access'
export { AppError, type ErrorCode, type ErrorDetails } from '../contract/errors'
export type {
  GroupClosure,
  GroupDb,
  GroupDbConfig,
  ListedGroup,
  ListedObject,
  ListedUser,
  Masks,
  ObjectDb,
  ObjectDbConfig,
  Registration,
  UserDb,
  UserDbConfig,
  UserProperties,
} from '../main/usermgmt/backends'
export type { Claim, LoginType } from '../main/usermgmt/login/loginType'
export type { BackEndHost, RegisterBackEnd } from '../main/usermgmt/backEndModule'
export { createHashing, NEW_COST, SALT_BYTES, type Hashing } from '../main/usermgmt/file/hashing'
export type { ScryptCost, ScryptCredential } from '../main/usermgmt/file/userRows'
export { decideMasks, explainRight, nodeOf, RIGHT_BITS, type ObjectNode } from '../main/usermgmt/rights'
export {
  registerConfigurableGroups,
  type ConfigurableGroupsOptions,
} from '../main/usermgmt/templates/configurableGroups'
export {
  registerConfigurableObjects,
  type ConfigurableObjectsOptions,
} from '../main/usermgmt/templates/configurableObjects'
export { registerConfigurableUsers, type ConfigurableUsersOptions } from '../main/usermgmt/templates/configurableUsers'
export {
  registerForwardingUsers,
  type CredentialCheck,
  type ForwardingOptions,
} from '../main/usermgmt/templates/forwardingUsers'
export type { Keep } from '../main/usermgmt/templates/kept'
export type { Awaitable, Given } from '../main/usermgmt/templates/legacyHandles'
export { fromLegacyGroupDb, type LegacyGroupDb, type LegacyUserHandles } from '../main/usermgmt/templates/legacyGroupDb'
export {
  fromLegacyUserDb,
  LEGACY_BITS,
  type LegacyOptions,
  type LegacyUserDb,
} from '../main/usermgmt/templates/legacyUserDb'
export { fromLegacyUserDbConfig, type LegacyUserDbConfig } from '../main/usermgmt/templates/legacyUserDbConfig'
export {
  registerReadOnlyGroups,
  type ReadOnlyGroup,
  type ReadOnlyGroups,
} from '../main/usermgmt/templates/readOnlyGroups'
export {
  registerStaticUsers,
  staticCredential,
  type StaticUser,
  type StaticUsersOptions,
} from '../main/usermgmt/templates/staticUsers'
