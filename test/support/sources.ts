import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, resolve, sep } from 'node:path'

/** The root of the checkout. */
export const root = resolve(import.meta.dirname, '../..')

/** A source file: its path from the root with forward slashes, its text, and what it imports. */
export type Source = { path: string; text: string; files: string[]; packages: string[] }

/** All files under a folder of the checkout whose names end in one of these. */
export function filesUnder(folder: string, endings: readonly string[]): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.includes('node_modules/'))
    .toSorted((one, other) => (one < other ? -1 : 1))
}

/** The program's sources with their imports, read from the text alone: type-only and dynamic ones, and re-exports, too. */
export function sources(): Source[] {
  return filesUnder('src', ['.ts', '.tsx']).map((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    const specifiers = [...new Set(importsOf(text))]
    return {
      path,
      text,
      files: specifiers.filter((name) => name.startsWith('.')).map((name) => fileOf(path, name)),
      packages: specifiers.filter((name) => !name.startsWith('.')),
    }
  })
}

const SPECIFIER = String.raw`['"]([^\s'"]+)['"]`
const IMPORTS = new RegExp(
  [
    String.raw`^(?:import|export)\b[^'"\`;]*?\bfrom\s*${SPECIFIER}`,
    String.raw`^import\s*${SPECIFIER}`,
    String.raw`\bimport\(\s*${SPECIFIER}`,
  ].join('|'),
  'gm',
)

/** What a text imports, in its own order. */
export function importsOf(text: string): string[] {
  return [...text.matchAll(IMPORTS)].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '')
}

function fileOf(importer: string, specifier: string): string {
  const plain = specifier.replace(/\?.*$/, '')
  const path = posix.join(dirname(importer), plain)
  const found = ['', '.ts', '.tsx', '/index.ts'].map((ending) => path + ending).find((file) => isFile(file))
  if (!found) throw new Error(`${importer} imports ${specifier}, which is not there`)
  return found
}

function isFile(path: string): boolean {
  return existsSync(join(root, path)) && /\.[a-z]+$/.test(path)
}
