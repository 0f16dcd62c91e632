import { clients, PLAIN, SOCKET_IO_2 } from '../clients.ts'
import type { LabCase } from '../lab-case.ts'
import { all, explainedBy, isProblem, isRoomy } from '../premises.ts'

const SERVERS = [
  {
    family: 'socket-io-2.3',
    service: { script: 'socket-io-2.js', packages: ['socket.io-2.3'] },
    dialect: SOCKET_IO_2,
  },
  { family: 'ws-2', service: { script: 'ws-2.js', packages: ['ws'] }, dialect: PLAIN },
] as const

/** permessage-deflate: a pair of zlib contexts for each client. */
export const WEBSOCKET_COMPRESSION: readonly LabCase[] = SERVERS.flatMap(
  ({ family, service, dialect }) =>
    [
      {
        family,
        variant: 'obvious',
        about: '500 clients, each with a pair of zlib contexts',
        truth: { cause: 'websocket-compression' },
        service,
        limitMiB: 215,
        approve: 'inspect',
        drive: clients(500, dialect),
        premise: all(
          isProblem,
          explainedBy('compression', ({ heldBytes }) => heldBytes),
        ),
      },
      {
        family,
        variant: 'subtle',
        about: '200 clients, whose contexts are less than half of the memory',
        truth: { cause: 'websocket-compression' },
        service,
        limitMiB: 100,
        approve: 'inspect',
        drive: clients(200, dialect),
        premise: all(
          isProblem,
          explainedBy('compression', ({ heldBytes }) => heldBytes),
        ),
      },
      {
        family,
        variant: 'control',
        about: '500 clients without compression',
        truth: { cause: 'healthy' },
        service: { ...service, args: ['--deflate=0'] },
        limitMiB: 256,
        approve: 'inspect',
        drive: clients(500, dialect),
        premise: isRoomy,
      },
    ] satisfies LabCase[],
)
