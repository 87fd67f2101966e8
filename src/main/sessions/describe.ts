import { MODULE_METHODS, QUERY_METHODS } from './methods'
import type { Description } from './sessions'

const TYPES = 'PhpOpcua\\Client\\Types\\'
const MODULE = 'PhpOpcua\\Client\\Module\\'

/** Names of the reference's classes: its client makes its codec of values from them, and skips those it does not have. */
const TYPE_CLASSES = [
  'NodeId',
  'QualifiedName',
  'LocalizedText',
  'DataValue',
  'Variant',
  'ExtensionObject',
  'BrowseNode',
  'ReferenceDescription',
  'EndpointDescription',
  'UserTokenPolicy',
]
const MODULE_CLASSES = [
  'ReadWrite\\CallResult',
  'Browse\\BrowseResultSet',
  'Subscription\\SubscriptionResult',
  'Subscription\\TransferResult',
  'Subscription\\MonitoredItemResult',
  'Subscription\\MonitoredItemModifyResult',
  'Subscription\\PublishResult',
  'Subscription\\SetTriggeringResult',
  'TranslateBrowsePath\\BrowsePathResult',
  'TranslateBrowsePath\\BrowsePathTarget',
  'ServerInfo\\BuildInfo',
  'NodeManagement\\AddNodesResult',
]
const ENUMS = ['BuiltinType', 'NodeClass', 'BrowseDirection', 'ConnectionState']
const MODULES = [
  'ReadWrite',
  'Browse',
  'Subscription',
  'History',
  'TranslateBrowsePath',
  'ServerInfo',
  'TypeDiscovery',
  'NodeManagement',
]

/** Places of methods that belong to a module of the reference and so can be invoked. */
const INVOKED = new Set(['server', 'subscription'])

/** What every session can do, in the words of the reference (session-daemon 3, `describe`). */
export const DESCRIPTION: Description = Object.freeze({
  methods: [
    ...Object.entries(QUERY_METHODS)
      .filter(([, { place }]) => INVOKED.has(place))
      .map(([name]) => name),
    ...Object.keys(MODULE_METHODS),
  ],
  modules: MODULES.map((name) => `${MODULE}${name}\\${name}Module`),
  wireClasses: [...TYPE_CLASSES.map((name) => TYPES + name), ...MODULE_CLASSES.map((name) => MODULE + name)],
  enumClasses: ENUMS.map((name) => TYPES + name),
  wireTypeIds: [...TYPE_CLASSES, ...MODULE_CLASSES, ...ENUMS].map((name) => name.slice(name.lastIndexOf('\\') + 1)),
})
