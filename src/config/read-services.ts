import path from 'node:path'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { ExportSettings } from '../core/export-settings.ts'
import { DEFAULT_RETENTION, type Retention } from '../core/retention.ts'
import type { Access, Service } from '../core/service.ts'
import type { SshSettings, Target } from '../core/target.ts'
import { parseAddress } from './address.ts'
import { type NodeEntry, type ServiceEntry, ServicesFile, type SshEntry } from './services-file.ts'
import { readYamlFile } from './yaml-file.ts'

export type ServicesConfig = {
  readonly file: string
  readonly access: Access | undefined
  readonly services: readonly Service[]
  readonly retention: Retention & {
    /** The folder for what is deleted; null: nothing is deleted. */
    readonly archive: string | null
  }
  /** Where reports go by themselves when an investigation has ended. */
  readonly exportTo: Partial<ExportSettings>
}

/** Reads services.yml: paths are relative to the file, `~` is the home. Throws `config-missing` or `config-invalid`. */
export function readServices(file: string, home: string): ServicesConfig {
  const raw = readYamlFile(file, ServicesFile)
  const resolve = (text: string) => resolvePath(text, path.dirname(file), home)
  return {
    file,
    access: raw.access,
    retention: retentionOf(file, raw, resolve),
    exportTo: exportOf(raw, resolve),
    services: Object.entries(raw.services).map(([name, entry]) =>
      toService({ file, resolve, defaults: raw.defaults?.ssh ?? {} }, name, entry),
    ),
  }
}

function retentionOf(
  file: string,
  { retention = {} }: ServicesFile,
  resolve: (text: string) => string,
): ServicesConfig['retention'] {
  const { compactAfter, deleteAfter, archive } = retention
  if (deleteAfter !== undefined && archive === undefined) {
    throw new MemdiagError(
      'config-invalid',
      say`${file}: retention.deleteAfter needs retention.archive: nothing is deleted that was not exported before.`,
      { hint: say`Name a folder, such as \`archive: ./archive\`.` },
    )
  }
  return {
    compactAfterDays: compactAfter ?? DEFAULT_RETENTION.compactAfterDays,
    deleteAfterDays: deleteAfter ?? DEFAULT_RETENTION.deleteAfterDays,
    archive: archive === undefined ? null : resolve(archive),
  }
}

function exportOf(
  { export: to = {} }: ServicesFile,
  resolve: (text: string) => string,
): ServicesConfig['exportTo'] {
  const { folder, webhook, formats } = to
  return {
    ...(folder === undefined ? {} : { folder: resolve(folder) }),
    ...(webhook === undefined ? {} : { webhook }),
    ...(formats === undefined ? {} : { formats }),
  }
}

/** A path as a person writes it in a file or on a command line. */
export function resolvePath(text: string, base: string, home: string): string {
  if (text === '~') return home
  if (text.startsWith('~/')) return path.join(home, text.slice(2))
  return path.resolve(base, text)
}

type Context = {
  readonly file: string
  readonly resolve: (text: string) => string
  readonly defaults: SshEntry
}

function toService(context: Context, name: string, entry: ServiceEntry): Service {
  const targets = entry.nodes.map((node) => toTarget(context, name, node))
  const twice = targets.find(
    (each, index) => targets.findIndex((it) => it.name === each.name) !== index,
  )
  if (twice !== undefined) {
    throw new MemdiagError(
      'config-invalid',
      say`${context.file}: services.${name}.nodes: two nodes are called ${twice.name}.`,
      { hint: say`Give each a \`name\` of its own; --node chooses by it.` },
    )
  }
  const { nodes: _, memoryLimit, ...rest } = entry
  return {
    name,
    targets,
    ...rest,
    ...(memoryLimit === undefined ? {} : { memoryLimitBytes: memoryLimit }),
  }
}

function toTarget(context: Context, service: string, node: NodeEntry): Target {
  if (typeof node === 'string') return toTarget(context, service, { host: node })
  const enter = node.enter === undefined ? {} : { enter: node.enter }
  if (node.local === true) return { kind: 'local', name: node.name ?? 'local', ...enter }
  const address = parseAddress(node.host ?? '')
  if (address === null) {
    throw new MemdiagError(
      'config-invalid',
      say`${context.file}: services.${service}.nodes: \`${node.host ?? ''}\` is not [user@]host[:port].`,
    )
  }
  const { host, ...given } = address
  return {
    kind: 'ssh',
    name: node.name ?? host,
    ...enter,
    ssh: sshSettings(
      context,
      { ...context.defaults, ...given, ...node.ssh },
      node.ssh?.host ?? host,
    ),
  }
}

function sshSettings(context: Context, entry: SshEntry, host: string): SshSettings {
  return {
    ...entry,
    host,
    ...(entry.identity === undefined ? {} : { identity: context.resolve(entry.identity) }),
    ...(entry.knownHosts === undefined ? {} : { knownHosts: context.resolve(entry.knownHosts) }),
  }
}
