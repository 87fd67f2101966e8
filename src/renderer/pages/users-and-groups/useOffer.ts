import { useCallback, useEffect, useState } from 'react'
import type { Api } from '../../../contract/client'
import type { User } from '../../../contract/users'
import { useApi } from '../../api'
import { failed, loaded, WAITING, type Loadable } from '../../stores/loadable'

/** `fixed`: a user that may not change the password. */
export type Entry = { name: string; about: string; fixed: boolean }
export type Offer = { users: readonly Entry[]; groups: readonly Entry[] }
type Here = { users: readonly User[]; groups: readonly string[] }

/** What can be taken over from another opened database. */
export function useOffer(from: string, here: Here): { offer: Loadable<Offer>; load: () => void } {
  const api = useApi()
  const [offer, setOffer] = useState<Loadable<Offer>>(WAITING)
  const load = useCallback(() => {
    let current = true
    if (from === '') return undefined
    offerOf(api, from, here).then(
      (found) => current && setOffer(loaded(found)),
      (cause: unknown) => current && setOffer(failed(cause)),
    )
    return () => {
      current = false
    }
  }, [api, from, here])
  useEffect(load, [load])
  return { offer, load }
}

/** What that database has and this one lacks. Accounts of the controller itself stay where they are. */
async function offerOf(api: Api, from: string, here: Here): Promise<Offer> {
  const userNames = new Set(here.users.map((user) => user.name))
  const groupNames = new Set(here.groups)
  const [{ users }, { groups }] = await Promise.all([
    api.call('users.list', { database: from }),
    api.call('groups.list', { database: from }),
  ])
  return {
    users: users.flatMap(({ name, groups: all, internal, mayChangePassword }) =>
      userNames.has(name) || internal ? [] : [{ name, about: all.join(', '), fixed: !mayChangePassword }],
    ),
    groups: groups.flatMap(({ name, groups: members }) =>
      groupNames.has(name) ? [] : [{ name, about: members.join(', '), fixed: false }],
    ),
  }
}
