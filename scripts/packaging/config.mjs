import { join } from 'node:path'
import { root } from '../tool.mjs'
import { runtimePackages } from './runtimePackages.mjs'

/**
 * What packages are made of, for electron-builder. A function, because what is left out of them is read from the lock file.
 * `electronDist`: a folder with Electron's program files, instead of fetching them. The list of what is inside lies in `output`.
 */
export function packagingConfig({ electronDist, output = RELEASE } = {}) {
  return {
    appId: 'org.keyswitch.desktop',
    productName: 'Keyswitch',
    copyright: 'MIT licence',
    directories: { output, buildResources: 'resources' },
    files: [
      'out/main/**',
      'out/preload/**',
      'out/renderer/**',
      'resources/icons/tray/**',
      'resources/icons/app/256x256.png',
      'package.json',
      '!**/*.{map,md,ts,mts,cts}',
      '!**/{test,tests,__tests__,example,examples}/**',
      ...runtimePackages().left.map((name) => `!node_modules/${name}/**`),
    ],
    // Files that people open, and the list of what is inside, lie beside the archive.
    extraResources: [
      { from: 'resources/sample', to: 'sample' },
      { from: join(output, SBOM), to: SBOM },
      { from: 'LICENSE', to: 'LICENSE.keyswitch.txt' },
    ],
    asar: true,
    // keytar is N-API: the binary that was installed fits Electron too.
    npmRebuild: false,
    electronFuses: FUSES,
    ...(electronDist === undefined ? {} : { electronDist }),
    protocols: [{ name: 'Keyswitch', schemes: ['keyswitch'] }],
    fileAssociations: [
      {
        ext: 'kusers',
        name: 'Keyswitch users',
        description: 'Users, groups and access rights of a controller',
        mimeType: 'application/x-keyswitch-users',
        role: 'Editor',
        icon: 'icons/file',
      },
    ],
    linux: {
      target: [
        { target: 'AppImage', arch: ['x64', 'arm64'] },
        { target: 'deb', arch: ['x64', 'arm64'] },
      ],
      category: 'Utility',
      executableName: 'keyswitch-desktop',
      icon: 'icons/app',
      synopsis: 'Users, groups and access rights of controllers',
      maintainer: 'Keyswitch <keyswitch@localhost.invalid>',
    },
    deb: {
      // The keychain; without it passwords are kept for one run only.
      recommends: ['libsecret-1-0', 'gnome-keyring | kwalletmanager'],
    },
    win: {
      target: [{ target: 'nsis', arch: ['x64', 'arm64'] }],
      icon: 'icons/app.ico',
      requestedExecutionLevel: 'asInvoker',
    },
    nsis: {
      oneClick: false,
      // Into the person's own folder: nobody needs an administrator to install it.
      perMachine: false,
      allowElevation: true,
      allowToChangeInstallationDirectory: true,
      deleteAppDataOnUninstall: false,
    },
    mac: {
      target: [{ target: 'dmg', arch: ['x64', 'arm64'] }],
      category: 'public.app-category.developer-tools',
      icon: 'icons/app.icns',
      hardenedRuntime: true,
      gatekeeperAssess: false,
      entitlements: 'scripts/packaging/entitlements.plist',
      entitlementsInherit: 'scripts/packaging/entitlements.plist',
    },
    dmg: { sign: false },
    publish: null,
  }
}

/** What Electron itself must no longer be talked into (electronjs.org/docs/latest/tutorial/fuses). */
export const FUSES = {
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  enableCookieEncryption: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
}

export const RELEASE = join(root, 'release')
export const SBOM = 'sbom.cdx.json'
