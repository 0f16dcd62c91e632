import type { Command } from 'commander'
import type { CliDeps } from '../../src/cli/cli-deps.ts'
import { createProgram } from '../../src/cli/program.ts'
import { readEnvironment } from '../../src/config/environment.ts'
import type { Language } from '../../src/core/narration.ts'

const STREAM = { write: () => undefined, columns: 80, color: false, live: false }

/** Every adapter of a command that is described and not carried out. */
function unused(): never {
  throw new Error('Help carries no command out.')
}

/** The command line as its help describes it. */
export function aProgram(language: Language): Command {
  const deps: CliDeps = {
    version: '0.0.0',
    env: readEnvironment({}),
    places: { cwd: '/', home: '/' },
    user: 'alice',
    language,
    stdout: STREAM,
    stderr: STREAM,
    runbooksFolder: '/',
    signal: new AbortController().signal,
    ask: null,
    openServices: unused,
    openSession: unused,
    probes: unused,
    startApp: unused,
    moveStore: unused,
    checkSlack: unused,
    sendSlackTest: unused,
    readManifest: unused,
    prepareDemo: unused,
    makeTemporaryFolder: unused,
    now: unused,
    sendWebhook: unused,
    writeFile: unused,
  }
  return createProgram(deps, { code: 0 })
}
