/** What `keyswitch/conformance` offers: the checks that every back end must pass, for any test runner. */
export type { Conformance, Made, Test } from '../conformance/check'
export { groupDbConformance } from '../conformance/groupDb'
export type { GroupAbility, GroupDbConformance, HeldGroup, MadeGroupDb } from '../conformance/heldGroups'
export type { HeldObject, MadeObjectDb, ObjectAbility, ObjectDbConformance } from '../conformance/heldObjects'
export type { MadeUserDb, UserAbility, UserDbConformance } from '../conformance/heldUsers'
export { objectDbConformance } from '../conformance/objectDb'
export { registered, type Registered } from '../conformance/registered'
export { userDbConformance } from '../conformance/userDb'
