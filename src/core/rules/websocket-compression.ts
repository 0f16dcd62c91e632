import { formatBytes } from '../bytes.ts'
import { type Candidate, supporting, weigh } from '../candidate.ts'
import type { Problem } from '../problem.ts'
import { reading } from '../readings.ts'
import { say } from '../say.ts'

/** Each client of a server that negotiates permessage-deflate costs a pair of zlib contexts. */
export function websocketCompression(problem: Problem): Candidate | null {
  const bytes = compressionBytes(problem)
  if (bytes === 0) return null
  const clients = reading(problem.evidence, problem.node, 'websocket')?.values.connections ?? 0
  return {
    cause: 'websocket-compression',
    // The bytes are the connections times a measured cost, not a measurement of this service.
    confidence: weigh(problem, 'websocket-compression', 'likely'),
    explainedBytes: bytes,
    grows: false,
    ...say`${clients} connections with permessage-deflate cost about ${formatBytes(bytes)}.`,
    because: supporting(problem, 'websocket-compression'),
    fix: {
      ...say`Turn compression off, unless the messages are large and the clients few.`,
      change: 'new Server({ perMessageDeflate: false })',
      predictedUsageBytes: Math.max(0, problem.usageBytes - bytes),
      predictedRange: {
        lowBytes: Math.max(0, problem.usageBytes - bytes * SPREAD),
        highBytes: Math.max(0, problem.usageBytes - Math.round(bytes / SPREAD)),
      },
    },
  }
}

/** What a client costs depends on the window it negotiates: half to twice the measured mean. */
const SPREAD = 2

/** Memory that compression costs by the number of clients; 0 where it is not known to be negotiated. */
export function compressionBytes(problem: Problem): number {
  const handshake = reading(problem.evidence, problem.node, 'handshake')
  if (handshake?.values.deflate !== true) return 0
  const clients = reading(problem.evidence, problem.node, 'websocket')?.values.connections ?? 0
  return Math.min(problem.usageBytes, clients * problem.thresholds.deflateBytesPerConnection)
}
