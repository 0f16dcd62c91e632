import { z } from 'zod'
import { Bytes } from './names.ts'

export const RepeatedLine = z.object({
  /** The line without its time, pid and other varying figures; masked. */
  text: z.string(),
  count: z.int().positive(),
  /** Distinct pids that wrote it, where the lines carry one. */
  pids: z.int().positive().nullable(),
  /** The logger's own prefix had a time, so lines could be put into a window. */
  firstAt: z.string().nullable(),
})
export type RepeatedLine = z.infer<typeof RepeatedLine>

export const LogsValues = z.object({
  kind: z.literal('logs'),
  workers: z.int().nonnegative(),
  files: z.array(
    z.object({
      path: z.string(),
      sizeBytes: Bytes,
      readBytes: Bytes,
      /** Written bytes a second over the span of the probe; null when the file was not seen twice. */
      bytesPerSecond: z.number().nonnegative().nullable(),
      lines: z.int().nonnegative(),
    }),
  ),
  /** Groups of equal lines written while the processes started. */
  startup: z.array(RepeatedLine),
  /** Groups of equal lines that come back, counted within one period. */
  periodic: z.array(RepeatedLine.extend({ periodSeconds: z.number().positive().nullable() })),
  /** Lines that speak of memory running out. */
  memoryLines: z.array(
    z.object({
      path: z.string(),
      text: z.string(),
      count: z.int().positive(),
      /** Against the runbook's outOfMemoryHours; absent in logs from before lines were dated. */
      when: z
        .object({
          age: z.enum(['recent', 'old']),
          at: z.string().nullable(),
          /** What dates it: itself, the next line with a time, the file's last change, or nothing: then it counts as recent. */
          from: z.enum(['line', 'neighbour', 'file', 'nothing']),
        })
        .optional(),
    }),
  ),
  nodeAgent: z
    .object({
      /** `forking N workers ...` */
      forking: z.int().positive().nullable(),
      /** `device: x64 arch, N cpus, M physical cores` */
      cpus: z.int().positive().nullable(),
      physicalCores: z.int().positive().nullable(),
      nodeVersion: z.string().nullable(),
      path: z.string(),
    })
    .nullable(),
  /** Bytes waiting in pipes or sockets that carry stdout or stderr; null where not told. */
  backlogBytes: Bytes.nullable(),
  /**
   * Node.js processes that waited to write to stdout or stderr both times they were looked at; null where their open
   * files may not be read, absent in evidence from before it was looked at.
   */
  waitingToWrite: z.array(z.int().positive()).nullable().optional(),
})
export type LogsValues = z.infer<typeof LogsValues>
