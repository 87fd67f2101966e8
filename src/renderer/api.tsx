import { createContext, useContext } from 'react'
import type { Api } from '../contract/client'

const ApiContext = createContext<Api | undefined>(undefined)
export const ApiProvider = ApiContext.Provider

/** The program as this page reaches it; the frame provides it. */
export function useApi(): Api {
  const api = useContext(ApiContext)
  if (!api) throw new Error('no Api above this component')
  return api
}
