import { createContext, useContext } from 'react'

export type Lang = 'en' | 'de'

/** Both languages of one subject; `de` has the shape of `en`, so a missing sentence does not compile. */
export type Dictionary<T> = { en: T; de: T }

const LanguageContext = createContext<Lang>('en')
export const LanguageProvider = LanguageContext.Provider

export function useLanguage(): Lang {
  return useContext(LanguageContext)
}

/** The sentences of one subject in the chosen language. */
export function useText<T>(dictionary: Dictionary<T>): T {
  return dictionary[useLanguage()]
}
