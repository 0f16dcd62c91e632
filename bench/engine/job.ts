import type { Clock, Log } from '../../src/core/ports.ts'
import type { Remote } from '../../src/core/remote-port.ts'
import type { Service } from '../../src/core/service.ts'
import { createRemote } from '../../src/remote/remote.ts'

/** What a bench process is told on its command line, as JSON. */
export type Job = {
  readonly database: { readonly url: string } | { readonly folder: string }
  readonly host: {
    readonly port: number
    readonly user: string
    readonly identity: string
    readonly knownHosts: string
  }
  readonly investigations: number
  /** How many are worked on at once. */
  readonly concurrency: number
}

/** What it prints in the end. */
export type Done = {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly steps: number
  readonly stepMs: readonly number[]
  readonly peakMb: number
}

export const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
export const clock: Clock = { now: () => new Date().toISOString() }

export function readJob(): Job {
  return JSON.parse(process.argv[2] ?? '')
}

/** One service an investigation: each has a connection of its own, as real ones do. */
export function serviceOf({ host }: Job, number: number): Service {
  const { port, user, identity, knownHosts } = host
  const ssh = { host: '127.0.0.1', port, user, identity, knownHosts }
  return { name: `service-${number}`, targets: [{ kind: 'ssh', name: `web-${number}`, ssh }] }
}

export function aRemote(): Remote {
  return createRemote({ home: '/nowhere', user: 'bench', version: '0.0.0', log: silent })
}
