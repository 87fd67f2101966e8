import { writeFileSync } from 'node:fs'

/** A vitest reporter: what became of every test, with the reason of a skipped one, for the counts at the end of `npm test`. */
export default class TestReport {
  onTestRunEnd(modules, unhandledErrors) {
    const tests = modules.flatMap((module) => {
      const cases = [...module.children.allTests()].map((test) => {
        const { state, note } = test.result()
        return { title: `${module.relativeModuleId}: ${test.fullName}`, state, note }
      })
      const asAWhole = module.state() === 'failed' && !cases.some(({ state }) => state === 'failed')
      if (asAWhole) cases.push({ title: `${module.relativeModuleId}: the file as a whole`, state: 'failed' })
      return cases
    })
    for (const error of unhandledErrors)
      tests.push({ title: `an error outside of the tests: ${error.message}`, state: 'failed' })
    writeFileSync(process.env.KEYSWITCH_TEST_REPORT, JSON.stringify(tests))
  }
}
