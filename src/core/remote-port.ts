import type { HeapAccess } from './heap-port.ts'
import type { Target } from './target.ts'
import type { InspectorValues } from './values.ts'
import type { HandshakeValues } from './websocket-values.ts'

/** A POSIX sh script to run on a node. It is sent as one exec and never touched by a chat message. */
export type Script = {
  /** The script's text. Its first line of output is `memdiag-pid PID`, which the runner adds and takes away. */
  readonly text: string
  readonly deadlineMs: number
  readonly maxOutputBytes: number
}

/** What a script answered. A script that ran to its end, or was killed at its deadline, is a value and never thrown. */
export type ScriptResult = {
  readonly stdout: string
  readonly stderr: string
  /** Null when it was killed. */
  readonly exitCode: number | null
  readonly durationMs: number
  /** Output went over maxOutputBytes; the rest was dropped and the script killed. */
  readonly truncated: boolean
  readonly timedOut: boolean
  /** It was cut off, and nothing confirmed that it ended on the node. */
  readonly mayStillRun: boolean
}

/** One way in, held open between steps. */
export type Connection = {
  /** Runs a script. Throws MemdiagError when the connection itself breaks. */
  run(script: Script, signal: AbortSignal): Promise<ScriptResult>
  /** One WebSocket handshake offering permessage-deflate, closed at once. Throws `tunnel-unavailable` where none can be had. */
  handshake(
    request: {
      readonly port: number
      readonly path: string
      readonly deadlineMs: number
      /** services.yml named the port, so that of the host is meant, also where `enter` leads into a container. */
      readonly viaHost?: boolean
    },
    signal: AbortSignal,
  ): Promise<Omit<HandshakeValues, 'kind'>>
  /** Whether a port answers one `HEAD /` with HTTP/1. Throws `tunnel-unavailable` like handshake. */
  speaksHttp(
    request: { readonly port: number; readonly deadlineMs: number },
    signal: AbortSignal,
  ): Promise<boolean>
  /** The free figures of an inspector that is open already. */
  inspect(
    request: { readonly port: number; readonly deadlineMs: number },
    signal: AbortSignal,
  ): Promise<Omit<InspectorValues, 'kind'>>
  /** Heap evidence from its processes. */
  readonly heap: HeapAccess
}

/** How to reach nodes. Connections are kept and reused: one a target. */
export type Remote = {
  /** Throws MemdiagError with a code that tells what to do (`host-key-unknown`, `auth-failed`, `unreachable`, ...). */
  connect(target: Target, signal: AbortSignal): Promise<Connection>
  /** Closes the connection to a target, or all. */
  close(target?: Target): Promise<void>
}
