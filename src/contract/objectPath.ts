/** The name one step up (`Device.PlcLogic` for `Device.PlcLogic.Filler`, `/` for `/cert`), or undefined for a root. Two roots, user-management 6. */
export function parentName(name: string): string | undefined {
  if (name.startsWith('/')) {
    if (name === '/') return undefined
    const slash = name.lastIndexOf('/')
    return slash === 0 ? '/' : name.slice(0, slash)
  }
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? undefined : name.slice(0, dot)
}

/** The last part of an object's name, as trees show it. */
export function leafName(name: string): string {
  const parent = parentName(name)
  if (parent === undefined) return name
  return name.slice(parent === '/' ? 1 : parent.length + 1)
}
