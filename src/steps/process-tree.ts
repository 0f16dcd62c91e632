import type { ProcessManager } from '../core/names.ts'
import type { ProcessRole } from '../core/values.ts'
import type { ManagerFiles } from './manager-files.ts'
import type { ProcessTable, TableRow } from './process-table.ts'
import { plural, say } from '../core/say.ts'

/** Who started the service's processes and what each one does. */
export type Recognised = {
  readonly manager: ProcessManager
  /** How it was recognised, in words. */
  readonly evidence: string
  /** Role of each process of the table by pid. */
  readonly roles: ReadonlyMap<number, ProcessRole>
  /** Processes whose role is worker. */
  readonly workers: number
}

/** Tells the roles of a service's processes and its process manager, with the evidence. */
export function recogniseProcesses(table: ProcessTable, files: ManagerFiles): Recognised {
  const scene = setScene(table)
  const found =
    pm2(scene) ?? titled(scene, files) ?? egg(scene) ?? cluster(scene) ?? unmanaged(scene, files)
  const roles = new Map<number, ProcessRole>()
  for (const row of table.processes) roles.set(row.pid, found.roles.get(row.pid) ?? 'other')
  const workers = [...roles.values()].filter((role) => role === 'worker').length
  return { manager: found.manager, evidence: found.evidence, roles, workers }
}

type Scene = {
  readonly processes: readonly TableRow[]
  readonly ancestors: readonly TableRow[]
  readonly byPid: ReadonlyMap<number, TableRow>
}

type Found = Omit<Recognised, 'workers'>

function setScene(table: ProcessTable): Scene {
  const byPid = new Map([...table.ancestors, ...table.processes].map((row) => [row.pid, row]))
  return { processes: table.processes, ancestors: table.ancestors, byPid }
}

/** The God Daemon's children, grouped by application; modules of pm2 itself are no workers. */
function pm2(scene: Scene): Found | null {
  const gods = [...scene.byPid.values()].filter((row) => PM2.test(row.args[0] ?? ''))
  if (gods.length === 0) return null
  const roles = new Map<number, ProcessRole>(gods.map((row) => [row.pid, 'master']))
  const apps = new Map<string, number>()
  for (const row of scene.processes) {
    const parent = roles.get(row.ppid)
    if (parent !== 'master' || !row.isNode) continue
    const isModule = row.args.some((argument) => argument.includes('/.pm2/modules/'))
    roles.set(row.pid, isModule ? 'agent' : 'worker')
    if (isModule) continue
    const app = scriptOf(row) ?? row.command
    apps.set(app, (apps.get(app) ?? 0) + 1)
  }
  if (apps.size === 0 && !scene.processes.some((row) => roles.has(row.pid))) return null
  const groups = [...apps].map(([app, count]) => `${count} x ${app}`).join(', ')
  return {
    manager: 'pm2',
    evidence: say`children of \`${gods[0]?.command ?? 'PM2'}\`: ${groups || say`none`}`.text,
    roles,
  }
}

const PM2 = /^PM2 v[^:]*: God Daemon/

/** The kernel keeps of a title what fits into the first command line: `worker proce` is one of these as well, and `worker 3`. */
const TITLE = /^(.+): (master|worker)(?: p[roces]*)?(?: ?[#:(]?\d+\)?)?$/

/** What a title in node-agent's form says of a process; null for any other command line. */
export function titledRole(row: TableRow): 'master' | 'worker' | null {
  const role = row.isNode && row.args.length === 1 ? TITLE.exec(row.args[0] ?? '')?.[2] : undefined
  return role === 'master' || role === 'worker' ? role : null
}

/** `X: master process` and `X: worker process`: node-agent's titles, which others may set as well. */
function titled(scene: Scene, files: ManagerFiles): Found | null {
  const roles = new Map<number, ProcessRole>()
  let title = ''
  for (const row of scene.processes) {
    const role = titledRole(row)
    if (role === null) continue
    roles.set(row.pid, role)
    if (title === '' || role === 'master') title = row.command
  }
  if (roles.size === 0) return null
  addPools(scene, roles)
  addMasters(scene, roles)
  addUnmanaged(scene, roles)
  return { ...nodeAgentOrCluster(scene, files, title), roles }
}

/** A master that says so by its title may have workers that say so in another form, or not at all. */
function addPools(scene: Scene, roles: Map<number, ProcessRole>): void {
  for (const [parent, children] of nodeFamilies(scene)) {
    if (roles.get(parent.pid) !== 'master') continue
    if (children.some((row) => roles.get(row.pid) === 'worker')) continue
    for (const row of workersAmong(parent, children).workers) roles.set(row.pid, 'worker')
  }
}

/** The parent of a titled worker is its master, also when its own title was cut too short to say so. */
function addMasters(scene: Scene, roles: Map<number, ProcessRole>): void {
  for (const row of scene.processes) {
    const parent = scene.byPid.get(row.ppid)
    if (roles.get(row.pid) !== 'worker' || parent === undefined || roles.has(parent.pid)) continue
    if (parent.isNode && !isWrapper(parent)) roles.set(parent.pid, 'master')
  }
}

function nodeAgentOrCluster(
  scene: Scene,
  files: ManagerFiles,
  title: string,
): Omit<Found, 'roles'> {
  const log = files.agentLogs[0]
  if (log !== undefined) {
    return {
      manager: 'node-agent',
      evidence: say`title \`${title}\`, and process ${log.pid} holds ${log.path} open`.text,
    }
  }
  const speaking = [...scene.byPid.values()].find((row) =>
    row.args.some((argument) => /(?:^|[\s/@])node-?agent(?:$|[\s/])/.test(argument)),
  )
  if (speaking !== undefined) {
    return {
      manager: 'node-agent',
      evidence:
        say`title \`${title}\`, and node-agent stands in the command line of process ${speaking.pid}`
          .text,
    }
  }
  if (files.unreadable.length === 0 && files.asked) {
    return {
      manager: 'cluster',
      evidence:
        say`title \`${title}\` looks like node-agent's, but no command line names node-agent and no process holds an *_agent.log open`
          .text,
    }
  }
  return {
    manager: 'node-agent',
    evidence:
      say`title \`${title}\` has node-agent's form; the open files of the processes, which would prove it, may not be read`
        .text,
  }
}

function egg(scene: Scene): Found | null {
  const roles = new Map<number, ProcessRole>()
  for (const row of scene.processes) {
    const role = row.isNode ? eggRole(row) : null
    if (role !== null) roles.set(row.pid, role)
  }
  if (roles.size === 0) return null
  const script = scene.processes.find((row) => roles.has(row.pid))?.command ?? ''
  addUnmanaged(scene, roles)
  return { manager: 'egg', evidence: say`command line \`${script}\``.text, roles }
}

function eggRole(row: TableRow): ProcessRole | null {
  const line = row.args.join(' ')
  if (/egg-cluster\/.*app_worker\.[cm]?[jt]s/.test(line)) return 'worker'
  if (/egg-cluster\/.*agent_worker\.[cm]?[jt]s/.test(line)) return 'agent'
  return /egg-(?:scripts|bin|cluster)\/.*start-cluster/.test(line) ? 'master' : null
}

/** Children of a Node.js process that run its own script, or of which there is more than one. */
function cluster(scene: Scene): Found | null {
  const roles = new Map<number, ProcessRole>()
  let evidence = ''
  for (const [parent, children] of nodeFamilies(scene)) {
    const { workers, sameScript } = workersAmong(parent, children)
    if (workers.length === 0) continue
    roles.set(parent.pid, 'master')
    for (const row of workers) roles.set(row.pid, 'worker')
    evidence ||= sameScript
      ? say`process ${parent.pid} has ${workers.length} children that run the same script as itself`
          .text
      : say`process ${parent.pid} has ${workers.length} Node.js children that are alike`.text
  }
  if (roles.size === 0) return null
  addUnmanaged(scene, roles)
  return { manager: 'cluster', evidence, roles }
}

/** Those that run the script of their parent; where none does, those that are a pool. */
function workersAmong(parent: TableRow, children: readonly TableRow[]) {
  const script = scriptOf(parent)
  const same = children.filter((row) => script !== null && scriptOf(row) === script)
  return same.length > 0
    ? { workers: same, sameScript: true }
    : { workers: alikeAmong(children), sameScript: false }
}

/** Those that have another like them: a pool may have a child beside it that does something else. */
function alikeAmong(children: readonly TableRow[]): readonly TableRow[] {
  const kinds = children.map(kindOf)
  return children.filter((_row, index) => kinds.filter((kind) => kind === kinds[index]).length > 1)
}

/** What a process does, whichever of its kind it is: pools number their children, in an argument or in the title. */
function kindOf(row: TableRow): string {
  return scriptOf(row) ?? row.command.replaceAll(/\d+/g, '#')
}

function nodeFamilies(scene: Scene): ReadonlyMap<TableRow, readonly TableRow[]> {
  const families = new Map<TableRow, TableRow[]>()
  for (const row of scene.processes) {
    const parent = scene.byPid.get(row.ppid)
    if (!row.isNode || parent === undefined || !parent.isNode || isWrapper(parent)) continue
    families.set(parent, [...(families.get(parent) ?? []), row])
  }
  return families
}

/** A single process, or several that have nothing to do with one another: each does the work itself. */
function unmanaged(scene: Scene, files: ManagerFiles): Found {
  const roles = new Map<number, ProcessRole>()
  addUnmanaged(scene, roles)
  const count = roles.size
  const what = plural(
    count,
    say`${count} Node.js process without a master`,
    say`${count} Node.js processes without a master`,
  )
  if (count > 0 && files.unit !== null) {
    return { manager: 'systemd', evidence: say`${what}, in the unit ${files.unit}`.text, roles }
  }
  return { manager: 'none', evidence: what.text, roles }
}

/** Node.js processes that no Node.js process of the service started are workers too: they do the work. */
function addUnmanaged(scene: Scene, roles: Map<number, ProcessRole>): void {
  const chosen = new Set(scene.processes.map((row) => row.pid))
  for (const row of scene.processes) {
    if (!row.isNode || isWrapper(row) || roles.has(row.pid)) continue
    if (!hasWorkingAncestor(row, scene, chosen)) roles.set(row.pid, 'worker')
  }
}

function hasWorkingAncestor(row: TableRow, scene: Scene, chosen: ReadonlySet<number>): boolean {
  const seen = new Set<number>([row.pid])
  let at = scene.byPid.get(row.ppid)
  while (at !== undefined && !seen.has(at.pid)) {
    if (chosen.has(at.pid) && at.isNode && !isWrapper(at)) return true
    seen.add(at.pid)
    at = scene.byPid.get(at.ppid)
  }
  return false
}

/** Package managers and restarters wait for the service and do none of its work. */
function isWrapper(row: TableRow): boolean {
  const title = row.args[0] ?? ''
  if (/^(?:npm|npx|yarn|pnpm)(?: |$)/.test(title)) return true
  const script = scriptOf(row) ?? ''
  return /(?:^|\/)(?:npm|npx|yarn|pnpm|nodemon|forever|tsx|ts-node-dev|dotenv|cross-env|concurrently)(?:-cli)?(?:\.[cm]?js)?$/.test(
    script,
  )
}

const VALUE_OPTION =
  /^(?:-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--env-file|--title)$/

/** The script a Node.js process runs: its first argument that is no option; null for a title. */
export function scriptOf(row: TableRow): string | null {
  let skip = false
  for (const argument of row.args.slice(1)) {
    if (skip) skip = false
    else if (VALUE_OPTION.test(argument)) skip = true
    else if (argument !== '' && !argument.startsWith('-')) return argument
  }
  return null
}
