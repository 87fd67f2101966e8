import { useStore } from 'zustand'
import { isLocked, type LoginView } from './login'
import { useApp } from './useApp'

/** A part of what the page knows of who is logged in. */
export function useLogin<T>(select: (view: LoginView) => T): T {
  return useStore(useApp().login, select)
}

/** Whether nothing can be seen before somebody has logged in. */
export function useLocked(): boolean {
  return useLogin((view) => isLocked(view.who))
}
