import { aCli, type Cli } from './cli.ts'
import { aGrowingProcess, type Growing, LADDER_LIMIT_MS } from './growing-process.ts'
import {
  environmentOf,
  startSlackWorkspace,
  type SlackWorkspace,
} from './slack-bridge/workspace.ts'
import { type Sshd, startSshd } from './sshd.ts'

type Scene = AsyncDisposable & { readonly cli: Cli; readonly leaky: Growing }
export type LadderScene = Scene & { readonly sshd: Sshd }
export type SlackLadderScene = Scene & { readonly slack: SlackWorkspace }

/** A process that leaks, a node to reach it by, and a command line. What was started ends, whatever else fails. */
export async function aLadderScene(megabytes: number): Promise<LadderScene> {
  await using started = new AsyncDisposableStack()
  const cli = started.use(await aCli({}, { timeLimitMs: LADDER_LIMIT_MS }))
  const sshd = started.use(await startSshd())
  const leaky = started.use(await aGrowingProcess(megabytes))
  const all = started.move()
  return { cli, sshd, leaky, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

/** The same process on the machine of memdiag itself, and a workspace to meet it in. */
export async function aSlackLadderScene(
  megabytes: number,
  options: {
    readonly people?: readonly string[]
    readonly env?: Readonly<Record<string, string>>
  } = {},
): Promise<SlackLadderScene> {
  await using started = new AsyncDisposableStack()
  const { people = ['alice'] } = options
  const users = Object.fromEntries(people.map((name) => [name, {}]))
  const slack = started.adopt(await startSlackWorkspace({ users }), (each) => each.close())
  const env = { ...environmentOf(slack), ...options.env }
  const cli = started.use(await aCli(env, { timeLimitMs: LADDER_LIMIT_MS }))
  const leaky = started.use(await aGrowingProcess(megabytes))
  const all = started.move()
  return { cli, slack, leaky, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
