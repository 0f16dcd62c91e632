import { MemdiagError } from '../core/errors.ts'
import type { Connection } from '../core/remote-port.ts'
import type { Log } from '../core/ports.ts'
import { type PortDeps, shakeHands, speaksHttp } from './handshake.ts'
import { inspectProcess } from './inspect.ts'
import { createHeapAccess } from './inspector/heap-access.ts'
import { runScript } from './run-script.ts'
import type { Shell } from './shell.ts'
import type { Slots } from './slots.ts'
import type { OpenTunnel } from './tunnel.ts'
import { say } from '../core/say.ts'

export type ConnectionDeps = {
  readonly shell: Shell
  readonly openTunnel: OpenTunnel
  readonly enter: string | undefined
  readonly version: string
  readonly log: Log
  /** One slot a node, whatever connections lead to it. */
  readonly touching: Slots
}

/** The port `Connection` over a shell and tunnels, the same for every kind of target. */
export function createConnection(deps: ConnectionDeps): Connection {
  const { shell, enter, version, log } = deps
  const ports: PortDeps = { name: shell.name, version, open: deps.openTunnel }

  /** A tunnel ends on the host, and a container's loopback is another one. */
  function refuseInContainer(port: number): void {
    if (enter === undefined) return
    throw new MemdiagError(
      'tunnel-unavailable',
      say`Could not reach port ${port} of ${shell.name}: no tunnel leads into a container that is entered by a command.`
        .text,
      {
        hint: say`Publish the port on the host and name it under \`websocket\` in services.yml, or reach the container by SSH.`
          .text,
      },
    )
  }

  const run: Connection['run'] = (script, signal) =>
    runScript({ shell, enter, log }, script, signal)
  return {
    run,
    heap: createHeapAccess({ shell, enter, run, touching: deps.touching }),
    async handshake({ port, path, deadlineMs, viaHost }, signal) {
      if (viaHost !== true) refuseInContainer(port)
      return await shakeHands(ports, { port, path, deadlineMs }, signal)
    },
    async speaksHttp(request, signal) {
      refuseInContainer(request.port)
      return await speaksHttp(ports, request, signal)
    },
    async inspect(request, signal) {
      refuseInContainer(request.port)
      return await inspectProcess(ports, request, signal)
    },
  }
}
