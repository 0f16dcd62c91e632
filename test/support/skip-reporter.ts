import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** Set where everything is installed (.ci/run): there a test that did not run is a failure. */
const NO_SKIPS = process.env['MEMDIAG_NO_SKIPS'] === '1'

/** Names every test that was skipped for want of something on this machine, and counts them at the end. */
export class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const count = (state: ReturnType<TestCase['result']>['state']) =>
      tests.filter((each) => each.result().state === state).length
    const skipped = tests.filter((each) => each.result().state === 'skipped')
    for (const each of skipped) {
      process.stdout.write(`skipped: ${each.module.relativeModuleId} > ${each.fullName}\n`)
    }
    process.stdout.write(
      `${count('passed')} passed, ${count('failed')} failed, ${skipped.length} skipped\n`,
    )
    if (NO_SKIPS && skipped.length > 0) {
      process.stdout.write('Skipped tests are not allowed here: MEMDIAG_NO_SKIPS is set.\n')
      process.exitCode = 1
    }
  }
}
