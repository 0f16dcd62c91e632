/** What may go wrong with a call. */
export type Fault =
  | { readonly rateLimitedSeconds: number }
  | { readonly error: string }
  | { readonly status: number }
  /** The connection breaks: before the call was done, or after it was done and before the answer. */
  | { readonly lost: 'call' | 'answer' }
  /** No answer comes, before the call was done or after it, until the caller is gone. */
  | { readonly hangs: 'call' | 'answer' }

export type Faults = {
  /** The next calls of a method go wrong. */
  add(method: string, fault: Fault, times?: number): void
  next(method: string): Fault | undefined
}

export function createFaults(): Faults {
  const queues = new Map<string, Fault[]>()
  return {
    add(method, fault, times = 1) {
      const queue = queues.get(method) ?? []
      queues.set(method, [...queue, ...Array.from({ length: times }, () => fault)])
    },
    next: (method) => queues.get(method)?.shift(),
  }
}
