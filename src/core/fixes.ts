import type { ProcessManager } from './names.ts'
import { say, type Said } from './say.ts'
import type { Fix } from './verdict.ts'
import type { ByteRange } from './verification.ts'

type Overforked = {
  readonly manager: ProcessManager
  readonly workers: number
  readonly needed: number
  readonly predictedUsageBytes: number
  readonly predictedRange: ByteRange
}

/** How to start fewer workers, in the words of the process manager that was found. */
export function overforkedFix(found: Overforked): Fix {
  const { predictedUsageBytes, predictedRange, needed: workers } = found
  return { ...wording(found), predictedUsageBytes, predictedRange, workers }
}

function wording({ manager, workers, needed }: Overforked): Said & { change?: string } {
  switch (manager) {
    case 'node-agent':
      return {
        ...say`Set node-agent's instance count to ${needed} instead of ${workers}, in the private template of the service, and restart it.`,
        change: `tars.application.client.asyncthread=${needed}   # or on the command line: node-agent -i ${needed}`,
      }
    case 'pm2':
      return {
        ...say`Let pm2 run ${needed} instances instead of ${workers}.`,
        change: `pm2 scale <app> ${needed}   # and in ecosystem.config.js: instances: ${needed}`,
      }
    case 'cluster':
      return {
        ...say`Let the master fork ${needed} workers instead of ${workers}: the count stands in the service's own code or configuration, where cluster.fork() is called.`,
        change: `const workers = ${needed}   // for each of them: cluster.fork()`,
      }
    case 'egg':
      return {
        ...say`Start egg with ${needed} workers instead of ${workers}.`,
        change: `egg-scripts start --daemon --workers=${needed}`,
      }
    case 'systemd':
    case 'none':
      return { ...say`Start ${needed} processes of the service instead of ${workers}.` }
  }
}
