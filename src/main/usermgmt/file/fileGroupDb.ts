import { AppError } from '../../../contract/errors'
import { nameFault } from '../../../contract/nameRules'
import type { GroupDb, GroupDbConfig, ListedGroup } from '../backends'
import { edit, type Editing } from './editing'
import { groupRow, groupsBytes, memberRow, parseGroups, type GroupRow, type MemberRow } from './groupRows'
import { groupFileKey, groupKey, memberKey } from './tables'
import { RUNTIME_ENDS } from './textLines'

/** Groups and who belongs to them in `.GroupDatabase.csv`. */
export class FileGroupDb implements GroupDb, GroupDbConfig {
  readonly #editing: Editing

  constructor(editing: Editing) {
    this.#editing = editing
  }

  async *groups(): AsyncIterable<ListedGroup> {
    for (const row of this.#table.rows()) if (row.is === 'group') yield { name: row.name, property: row.property }
  }

  async *usersOf(group: string): AsyncIterable<string> {
    yield* this.#editing.tables.members.of(group, 'user')
  }

  async *membersOf(group: string): AsyncIterable<string> {
    yield* this.#editing.tables.members.of(group, 'member')
  }

  async hasUser(group: string, user: string): Promise<boolean> {
    return this.#editing.tables.members.has({ is: 'user', group, name: user })
  }

  async hasMember(group: string, member: string): Promise<boolean> {
    return this.#editing.tables.members.has({ is: 'member', group, name: member })
  }

  async exportGroups(): Promise<Uint8Array> {
    return groupsBytes(this.#table.rows(), RUNTIME_ENDS)
  }

  async importGroups(exported: Uint8Array): Promise<void> {
    const { rows } = parseGroups(exported)
    const wanted = new Map(rows.map((row) => [groupFileKey(row), row]))
    this.#edit('groups.import', '', () => {
      this.#table.changeAll((row) => wanted.get(groupFileKey(row)))
      for (const [key, row] of wanted) if (this.#table.get(key) === undefined) this.#add(row)
    })
  }

  async deleteAllGroups(): Promise<void> {
    this.#edit('groups.remove', '', () => this.#table.changeAll(() => undefined))
  }

  async addGroup(name: string, property = 0): Promise<void> {
    this.#refuseTaken(name)
    this.#edit('groups.add', name, () => this.#add(groupRow(name, property >>> 0)))
  }

  async setGroupProperty(name: string, property: number): Promise<void> {
    const row = this.#group(name)
    if (row.property === property >>> 0) return
    this.#edit('groups.import', name, () => this.#table.replace(groupKey(name), groupRow(name, property >>> 0)))
  }

  async renameGroup(name: string, to: string): Promise<void> {
    this.#group(name)
    if (to === name) return
    this.#refuseTaken(to)
    this.#edit('groups.rename', name, () =>
      this.#table.changeAll((row) => {
        if (row.is === 'group') return row.name === name ? groupRow(to, row.property) : row
        const nested = row.is === 'member' && row.name === name
        if (row.group !== name && !nested) return row
        return memberRow(row.is, row.group === name ? to : row.group, nested ? to : row.name)
      }),
    )
  }

  async removeGroup(name: string): Promise<void> {
    this.#group(name)
    this.#edit('groups.remove', name, () =>
      this.#table.changeAll((row) => {
        if (row.is !== 'user' && row.name === name) return undefined
        return row.is !== 'group' && row.group === name ? undefined : row
      }),
    )
  }

  async addUserTo(group: string, user: string): Promise<void> {
    this.#addMember(memberRow('user', group, user))
  }

  async removeUserFrom(group: string, user: string): Promise<void> {
    this.#removeMember(memberRow('user', group, user))
  }

  async addMemberTo(group: string, member: string): Promise<void> {
    this.#addMember(memberRow('member', group, member))
  }

  async removeMemberFrom(group: string, member: string): Promise<void> {
    this.#removeMember(memberRow('member', group, member))
  }

  async userRenamed(name: string, to: string): Promise<void> {
    this.#refuseFault('user', to)
    this.#edit('users.change', name, () =>
      this.#table.changeAll((row) => (row.is === 'user' && row.name === name ? memberRow('user', row.group, to) : row)),
    )
  }

  get #table() {
    return this.#editing.tables.groups
  }

  #edit(method: string, name: string, change: () => void): void {
    edit(this.#editing, 'groups', { method, name }, change)
  }

  /** A new group goes after the last group, a new membership to the end. */
  #add(row: GroupRow | MemberRow): void {
    if (row.is === 'group') this.#table.add(row, (other) => other.is === 'group')
    else this.#table.add(row)
  }

  #addMember(row: MemberRow): void {
    this.#group(row.group)
    if (row.is === 'member') this.#group(row.name)
    else this.#refuseFault('user', row.name)
    if (this.#editing.tables.members.has(row)) {
      throw new AppError('already-exists', { subject: 'member', name: row.name })
    }
    this.#edit('groups.addMember', row.name, () => this.#add(row))
  }

  #removeMember(row: MemberRow): void {
    if (!this.#editing.tables.members.has(row)) throw new AppError('not-found', { subject: 'member', name: row.name })
    this.#edit('groups.removeMember', row.name, () => this.#table.remove(memberKey(row)))
  }

  #group(name: string): GroupRow {
    const row = this.#table.get(groupKey(name))
    if (row?.is !== 'group') throw new AppError('not-found', { subject: 'group', name })
    return row
  }

  #refuseTaken(name: string): void {
    this.#refuseFault('group', name)
    if (this.#table.get(groupKey(name)) !== undefined) throw new AppError('already-exists', { subject: 'group', name })
  }

  #refuseFault(subject: 'user' | 'group', name: string): void {
    const fault = nameFault(name)
    if (fault !== undefined) throw new AppError('name-refused', { subject, name, fault })
  }
}
