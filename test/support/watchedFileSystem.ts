import type { FileSystem, OpenFile } from '../../src/main/state/fileSystem'

export type Operation = keyof FileSystem | keyof OpenFile

/**
 * A file system that says before every operation which one is coming. When `before` fails, so does the operation; a
 * write has then written half of its bytes, as on a disk that got full or a machine that stopped.
 */
export function watchedFileSystem(
  fs: FileSystem,
  before: (operation: Operation, path: string) => void | Promise<void>,
): FileSystem {
  return {
    readFile: (path) => told('readFile', path, () => fs.readFile(path)),
    open: (path, flags, mode) => told('open', path, async () => watched(path, await fs.open(path, flags, mode))),
    rename: (from, to) => told('rename', to, () => fs.rename(from, to)),
    unlink: (path) => told('unlink', path, () => fs.unlink(path)),
    stat: (path) => told('stat', path, () => fs.stat(path)),
    readdir: (path) => told('readdir', path, () => fs.readdir(path)),
    mkdir: (path) => told('mkdir', path, () => fs.mkdir(path)),
    writable: (path) => told('writable', path, () => fs.writable(path)),
    touch: (path) => told('touch', path, () => fs.touch(path)),
  }

  async function told<T>(operation: Operation, path: string, work: () => Promise<T>): Promise<T> {
    await before(operation, path)
    return work()
  }

  function watched(path: string, file: OpenFile): OpenFile {
    return {
      async writeFile(bytes) {
        const half = Math.floor(bytes.length / 2)
        await file.writeFile(bytes.subarray(0, half))
        await before('writeFile', path)
        await file.writeFile(bytes.subarray(half))
      },
      sync: () => told('sync', path, () => file.sync()),
      chmod: (mode) => told('chmod', path, () => file.chmod(mode)),
      chown: (uid, gid) => told('chown', path, () => file.chown(uid, gid)),
      async close() {
        // Closed in any case: a test that runs out of open files tells nothing.
        await file.close()
        await before('close', path)
      },
    }
  }
}

/** An error as the system makes them. */
export function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code, path })
}
