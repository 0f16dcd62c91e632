import type { Readable, Writable } from 'node:stream'

export type Exit = { readonly code: number | null; readonly signal: string | null }

/** A command under way on a node. Both outputs must be read, or it never ends. */
export type Running = {
  /** Ended already, unless it was asked to stay open. */
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** The command's own end; something it started may still hold the outputs open. */
  readonly exited: Promise<Exit>
  /** Outputs and command are closed. Rejects when the connection broke. */
  readonly ended: Promise<Exit>
  /** Lets go of it; `ended` settles soon after. It does not promise that the command dies. */
  close(): void
  /** Lets go without ending it: it sees the end of its stdin and goes on by itself. */
  leave(): void
}

/** Where commands can be started: a host reached by SSH, or this machine. */
export type Shell = {
  /** For messages. */
  readonly name: string
  /**
   * Starts a command line for the login shell, with this on stdin. `urgent` passes by the queue. Rejects with
   * the signal's reason only as long as nothing was sent: what was started is given, to be put down.
   */
  start(
    request: {
      readonly command: string
      readonly input: string | null
      readonly urgent: boolean
      /** More follows on stdin. */
      readonly keepStdin?: boolean
    },
    signal: AbortSignal,
  ): Promise<Running>
}
