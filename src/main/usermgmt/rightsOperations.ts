import type { ManagerContext } from './context'
import type { RightsOperations } from './operations'
import { explain, listEntries, why } from './reasons'
import { addObject, removeObject, setRights } from './rightsEdits'
import { listObjects, personRights, rightsByObject, rightsMatrix } from './rightsViews'

/** The part of a manager for objects and rights. */
export function rightsOperations(context: ManagerContext): RightsOperations {
  return {
    objects: (actor) => listObjects(context, actor),
    addObject: (actor, name) => context.edit(['objects'], () => addObject(context, actor, name)),
    removeObject: (actor, name) => context.edit(['objects'], () => removeObject(context, actor, name)),
    set: (actor, change) => context.edit(['objects'], () => setRights(context, actor, change)),
    byObject: (actor, objects) => rightsByObject(context, actor, objects),
    matrix: (actor, input) => rightsMatrix(context, actor, input),
    person: (actor, user) => personRights(context, actor, user),
    why: (actor, input) => why(context, actor, input),
    explain: (actor, input) => explain(context, actor, input),
    entries: (actor) => listEntries(context, actor),
  }
}
