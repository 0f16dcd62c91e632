import { globSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { type Directive, type Line, LineType, parse } from 'ssh-config'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { matchesPatternList } from './host-pattern.ts'
import { LIMITS } from './limits.ts'
import { readFileIfThere } from './read-file.ts'
import { say } from '../core/say.ts'

/** What ssh_config(5) says for one host: directives in lower case, the first value of each, all IdentityFiles. */
export type SshConfig = ReadonlyMap<string, readonly string[]>

type Query = {
  readonly host: string
  readonly user: string | undefined
  readonly localUser: string
  readonly home: string
}

/**
 * Reads ~/.ssh/config for a host. The library only parses: its own evaluation runs the command of
 * `Match exec`. Here `Match` knows all, host, originalhost, user and localuser; any other criterion,
 * exec above all, never matches and never runs.
 */
export async function readSshConfig(file: string, query: Query): Promise<SshConfig> {
  const found = new Map<string, string[]>()
  await readInto(found, file, query, 0)
  return found
}

async function readInto(
  found: Map<string, string[]>,
  file: string,
  query: Query,
  depth: number,
): Promise<void> {
  const text = await readFileIfThere(file, LIMITS.configBytes)
  if (text === null) return
  await walk(parseFile(text.toString('utf8'), file), true)

  async function walk(lines: readonly Line[], applies: boolean): Promise<void> {
    for (const line of lines) {
      if (line.type !== LineType.DIRECTIVE) continue
      if ('config' in line) await walk(line.config, sectionApplies(line, query, found))
      else if (applies && line.param.toLowerCase() === 'include') await include(valuesOf(line))
      else if (applies) note(found, line.param.toLowerCase(), valuesOf(line))
    }
  }

  /** `Include` takes patterns, relative to ~/.ssh; 16 levels as in OpenSSH. */
  async function include(patterns: readonly string[]): Promise<void> {
    if (depth >= 16) return
    for (const pattern of patterns) {
      const path = expandHome(pattern, query.home)
      const absolute = isAbsolute(path) ? path : join(dirname(file), path)
      for (const each of globSync(absolute).toSorted()) {
        await readInto(found, each, query, depth + 1)
      }
    }
  }
}

function parseFile(text: string, file: string): readonly Line[] {
  try {
    return parse(text)
  } catch (error) {
    throw new MemdiagError(
      'config-invalid',
      say`Could not read ${file}: ${messageOf(error)}.`.text,
      {
        cause: error,
        hint: say`Check it with \`ssh -G -F ${file} localhost\`.`.text,
      },
    )
  }
}

function sectionApplies(line: Directive, query: Query, found: SshConfig): boolean {
  if (line.param.toLowerCase() === 'host') return matchesPatternList(valuesOf(line), query.host)
  return 'criteria' in line && matchApplies(valuesOf(line), query, found)
}

function matchApplies(words: readonly string[], query: Query, found: SshConfig): boolean {
  const subject: Readonly<Record<string, string | undefined>> = {
    host: found.get('hostname')?.[0] ?? query.host,
    originalhost: query.host,
    user: query.user ?? found.get('user')?.[0] ?? query.localUser,
    localuser: query.localUser,
  }
  let at = 0
  while (at < words.length) {
    const criterion = words[at]?.toLowerCase() ?? ''
    if (criterion === 'all') {
      at += 1
      continue
    }
    const value = subject[criterion]
    if (value === undefined) return false
    if (!matchesPatternList((words[at + 1] ?? '').split(','), value)) return false
    at += 2
  }
  return true
}

function valuesOf(line: Directive): string[] {
  return typeof line.value === 'string' ? [line.value] : line.value.map((each) => each.val)
}

function note(found: Map<string, string[]>, name: string, values: readonly string[]): void {
  const before = found.get(name)
  if (name === 'identityfile') found.set(name, [...(before ?? []), ...values])
  else if (before === undefined && !(name in RIVALS && found.has(RIVALS[name] ?? ''))) {
    found.set(name, [...values])
  }
}

/** Of these two, OpenSSH obeys the one that comes first. */
const RIVALS: Readonly<Record<string, string>> = {
  proxycommand: 'proxyjump',
  proxyjump: 'proxycommand',
}

/** `~` and `~/x` are the home. */
export function expandHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path
}
