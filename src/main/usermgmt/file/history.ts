import type { Action } from '../../../contract/databases'
import { AppError } from '../../../contract/errors'

/** One change of one row, to be taken back and done again in strict order. */
export type Patch = { back(): void; again(): void }
export type Recorder = { record(patch: Patch): void }
type Step = { action: Action; patches: Patch[] }

/** Undo and redo over all tables of a database; last in, first out. */
export class History implements Recorder {
  #done: Step[] = []
  #undone: Step[] = []
  #open: Patch[] | undefined

  record(patch: Patch): void {
    if (this.#open === undefined) throw new Error('a row was changed outside of a step')
    this.#open.push(patch)
  }

  get undoable(): Action | undefined {
    return this.#done.at(-1)?.action
  }

  get redoable(): Action | undefined {
    return this.#undone.at(-1)?.action
  }

  get busy(): boolean {
    return this.#open !== undefined
  }

  /** One step around several edits; when one throws, all of them are taken back. */
  async act<T>(action: Action, edit: () => Promise<T>): Promise<T> {
    this.#begin()
    try {
      const result = await edit()
      this.#commit(action)
      return result
    } catch (error) {
      this.#rollBack()
      throw error
    }
  }

  /** One edit: part of the open step, else a step of its own. */
  edit(action: Action, edit: () => void): void {
    if (this.#open !== undefined) {
      edit()
      return
    }
    this.#begin()
    try {
      edit()
      this.#commit(action)
    } catch (error) {
      this.#rollBack()
      throw error
    }
  }

  /** An edit that nobody did, and so nobody takes back; undo and redo of what was done before go on around it. */
  unrecorded(edit: () => void): void {
    const open = this.#open
    this.#open = []
    try {
      edit()
    } finally {
      this.#open = open
    }
  }

  undo(): Action {
    const step = this.#idle().#done.pop()
    if (!step) throw new AppError('nothing-to-undo')
    for (const patch of step.patches.toReversed()) patch.back()
    this.#undone.push(step)
    return step.action
  }

  redo(): Action {
    const step = this.#idle().#undone.pop()
    if (!step) throw new AppError('nothing-to-undo')
    for (const patch of step.patches) patch.again()
    this.#done.push(step)
    return step.action
  }

  #begin(): void {
    this.#idle().#open = []
  }

  /** A step without any change leaves no trace. */
  #commit(action: Action): void {
    const patches = this.#open ?? []
    this.#open = undefined
    if (patches.length === 0) return
    this.#done.push({ action, patches })
    this.#undone = []
  }

  #rollBack(): void {
    const patches = this.#open ?? []
    this.#open = undefined
    for (const patch of patches.toReversed()) patch.back()
  }

  #idle(): this {
    if (this.#open !== undefined) throw new Error('another edit is going on')
    return this
  }
}
