import type { Cause } from '../../src/core/names.ts'
import type { ServiceHandle } from './run-service.ts'

/** What an investigation of a case must find. */
export type Truth = {
  readonly cause: Cause
  /** Causes that must stand under `contributing`, because the case has two faults. */
  readonly contributing?: readonly Cause[]
  /** Other causes that say the same of this case. */
  readonly acceptable?: readonly Cause[]
}

export type Variant = 'obvious' | 'subtle' | 'control'

/** A real service with a known fault, or without one. */
export type LabCase = {
  readonly family: string
  readonly variant: Variant
  /** One sentence: what happens here. */
  readonly about: string
  readonly truth: Truth
  readonly service: ServicePlan
  /** The memory limit of the service: of a cgroup of its own, or in services.yml. */
  readonly limitMiB: number
  /** CPUs' worth of time the service may use; the whole machine when absent. */
  readonly cpus?: number
  /** What services.yml says beside process and limit. */
  readonly websocket?: 'off'
  /** The path of a Prometheus page that counts the requests, for `requests`. */
  readonly requests?: string
  readonly approve?: 'inspect' | 'gc' | 'profile' | 'snapshot'
  /** Only a cgroup shows this fault: skipped, by name, where the kernel lets us make none. */
  readonly needsCgroup?: true
  /** Goes on from the start of the service to the end of the case. */
  readonly background?: Drive
  /** Brings the fault about. */
  readonly drive?: Drive
  /** Goes on while memdiag looks. */
  readonly meanwhile?: Drive
  /** What must be so, measured without memdiag, for the case to be what it says. */
  readonly premise: Premise
}

export type ServicePlan = {
  /** A file of services/. */
  readonly script: string
  readonly args?: readonly string[]
  readonly nodeArgs?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Packages beside the service: `socket.io-2.3`, `ws`. */
  readonly packages?: readonly string[]
  /** Who starts it; the laboratory itself when absent. */
  readonly by?: 'pm2' | 'node-agent' | 'egg'
  /** Instances that the process manager is told to run. */
  readonly instances?: number
  /** How fast stdout is read, 0 for never; as fast as it comes when absent, and nothing of it is kept. */
  readonly stdoutBytesPerSecond?: number
  /** Files beside the script, none of them in the page cache: megabytes by name. */
  readonly files?: Readonly<Record<string, number>>
  /** Its first argument is a folder of its own on a tmpfs. */
  readonly tmpfs?: true
  /** A stranger beside the service: a file of services/ with its arguments. */
  readonly stranger?: { readonly script: string; readonly args?: readonly string[] }
}

/** Works on a service until it is done or the signal aborts. */
export type Drive = (service: ServiceHandle, signal: AbortSignal) => Promise<void>

/** What the laboratory measured itself, from /proc, the cgroup and the service's own count. */
export type Measured = {
  readonly usageBytes: number
  readonly limitBytes: number
  readonly processes: readonly {
    readonly pid: number
    readonly privateBytes: number
    readonly rssBytes: number
    readonly command: string
  }[]
  /** What the service says it holds; 0 when it counts nothing. */
  readonly heldBytes: number
  /** Growth of the usage over the seconds before memdiag looked, bytes a second; null when not watched. */
  readonly cgroup: {
    readonly fileBytes: number
    readonly shmemBytes: number
    readonly anonBytes: number
  } | null
}

/** Null when it holds, else what does not. `after` is measured when memdiag has looked. */
export type Premise = (before: Measured, after: Measured) => string | null

export function nameOf(labCase: LabCase): string {
  return `${labCase.family}/${labCase.variant}`
}
