export type WorkerThreads = {
  readonly threads: number
  /** The runtime names them (Node.js 24), or their ports were counted inside the process: else they may be anything. */
  readonly counted: boolean
}

/** The runtime's own threads: main, four of V8, delayed tasks, signals; and libuv's pool of four by default. */
const OWN_THREADS = 11

/** Names that Node.js 22 and newer give to threads of their own; a worker_thread is `WorkerThread` or has the name it was given. */
const OWN_NAMES =
  /^(?:MainThread|node|DelayedTaskSche|V8Worker|SignalInspector|libuv-worker|iou-.*)$/

/** worker_threads of a process by the names of its threads, else by the MessagePorts counted inside it. */
export function countThreads(
  names: readonly { readonly name: string; readonly count: number }[],
  ports: number,
): WorkerThreads {
  const named = names.filter((each) => !OWN_NAMES.test(each.name))
  const isNamed = names.some((each) => each.name === 'MainThread')
  const total = (list: typeof named) => list.reduce((sum, each) => sum + each.count, 0)
  if (isNamed && named.length > 0) return { threads: total(named), counted: true }
  const more = Math.max(0, total([...names]) - OWN_THREADS)
  if (isNamed) return { threads: 0, counted: true }
  return ports >= 1 ? { threads: ports, counted: true } : { threads: more, counted: false }
}
