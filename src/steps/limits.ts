/**
 * Bounds of what a probe reads and sends. A node is not trusted: a title can be megabytes long and a
 * process can hold a million files.
 */

/** Bytes read of each of status, stat and cmdline: status is about 1.5 kB, more on hosts with many NUMA nodes. */
export const PROC_FILE_BYTES = 4096

/** Bytes of a command line that are sent. Settings such as -i or --max-old-space-size stand near its start. */
export const COMMAND_BYTES = 1024

/** Bytes of all command lines together; after that each is cut to SHORT_COMMAND_BYTES. Keeps a table of 2,000 under 1 MiB. */
export const COMMANDS_BUDGET_BYTES = 262_144
export const SHORT_COMMAND_BYTES = 128

/** Rows of a process table. A node with more processes of one service is told as truncated. */
export const MAX_PROCESSES = 2000

/** Processes that are not the service's, the largest first. */
export const MAX_OTHERS = 10

/** Characters of a command line kept in values, for people. */
export const COMMAND_SHOWN = 400

/** Open files looked at per process: logs and listening sockets are opened early. */
export const FILES_PER_PROCESS = 1024

/** Processes whose open files and smaps are looked at. */
export const MAX_INSPECTED = 400

/** Characters of an answer that are read: the runbook bounds what a probe may send well below. */
export const ANSWER_CHARACTERS = 16_777_216

/** Largest number taken from a node: 1 PiB in bytes. What lies above is no measurement, such as v1's "unlimited". */
export const LARGEST_NUMBER = 2 ** 50

/** Largest size of one process, 4 TiB: MAX_PROCESSES of them still add up exactly. */
export const LARGEST_PROCESS_BYTES = 2 ** 42
