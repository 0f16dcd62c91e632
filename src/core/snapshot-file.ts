import { z } from 'zod'
import { mask } from './mask.ts'

const FILE_EXPECTED = 'expected an absolute path; {pid} in it stands for the process'

/** A command of the runbook or of services.yml that makes one process write a heap snapshot to a file on its node. */
export const SnapshotCommand = z.strictObject({
  /** For the node's sh, behind `enter` where there is one; MEMDIAG_PID and MEMDIAG_FILE tell it which and where. */
  command: z.string().min(1).max(4096),
  /** Where it lies then. Nothing may lie there before: memdiag removes it. */
  file: z
    .string()
    .max(1024)
    .regex(/^\/(?:[^\0\n]*[^\0\n/])$/, { error: FILE_EXPECTED }),
})
export type SnapshotCommand = z.infer<typeof SnapshotCommand>

/** How a snapshot comes that the inspector does not send: something on the node writes a file. */
export type FileWay = { readonly kind: 'signal' } | ({ readonly kind: 'command' } & SnapshotCommand)

/** Where such a file will lie, known before it is written, so that whoever comes later can remove it. */
export const WrittenTo = z.object({
  /** The folder in which the process names it, or the file of a command. */
  path: z.string(),
  /** Of a folder: the names that the process gives, as a pattern of sh. */
  like: z
    .string()
    .regex(/^[A-Za-z0-9.*-]+$/)
    .optional(),
  /** Of a folder: names of that kind which lay there before. */
  before: z.array(z.string()),
})
export type WrittenTo = z.infer<typeof WrittenTo>

/** What became of such a file. */
export type FileEnd = {
  /** `left`: it lies there still, or it is not certain which one it is. */
  readonly state: 'removed' | 'none' | 'left'
  /** For a person, with the path. */
  readonly text: string
}

/** The path with the process's number in it. */
export function fileOf({ file }: SnapshotCommand, pid: number): string {
  return file.replaceAll('{pid}', String(pid))
}

/** Characters of a command on a card: enough to know it again. */
const COMMAND_SHOWN = 200

/** A command of the configuration, for people: masked, and cut. */
export function shownCommand({ command }: SnapshotCommand): string {
  const text = mask(command).replaceAll(/\s+/g, ' ')
  return `\`${text.length > COMMAND_SHOWN ? `${text.slice(0, COMMAND_SHOWN)}…` : text}\``
}
