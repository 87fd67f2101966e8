import { setErrorLogger, setWarningLogger } from 'node-opcua-debug'

/**
 * Imported first: the library prints certificates, names and stacks to the terminal, some of it while it is loaded. What
 * matters here is answered to the client.
 */
for (const setLogger of [setErrorLogger, setWarningLogger]) setLogger(() => undefined)
