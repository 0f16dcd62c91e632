import type { LabCase, ServicePlan } from '../lab-case.ts'
import { everySecond } from '../drives.ts'
import { all, explainedBy, isProblem, isRoomy, privateOf } from '../premises.ts'

const MANAGERS = {
  cluster: { plan: { script: 'clustered.js' }, text: 'clustered.js' },
  pm2: {
    plan: { script: 'cache.js', args: ['--warm=50', '--limit=50'], by: 'pm2' },
    text: 'cache.js',
  },
  'node-agent': { plan: { script: 'clustered.js', by: 'node-agent' }, text: 'worker process' },
  egg: { plan: { script: 'kit.js', by: 'egg' }, text: 'app_worker.js' },
} as const satisfies Record<string, { plan: ServicePlan; text: string }>

/** Too many workers for what they do, under each of the process managers. */
export const OVERFORKED: readonly LabCase[] = Object.entries(MANAGERS).flatMap(
  ([manager, { plan, text }]) => {
    const family = `overforked-${manager}`
    const service = (instances: number, megabytes: number): ServicePlan => ({
      ...plan,
      instances,
      args: [
        ...('args' in plan ? plan.args : []),
        ...(manager === 'cluster' ? [`--workers=${instances}`] : []),
        ...(manager === 'pm2' ? [] : [`--megabytes=${megabytes}`]),
      ],
    })
    const truth = { cause: 'overforked-workers' } as const
    const premise = all(isProblem, explainedBy('what 2 workers would not need', privateOf(text, 2)))
    const meanwhile = everySecond('/hit', 5)
    return [
      {
        family,
        variant: 'obvious',
        about: '16 idle workers fill the container',
        truth,
        service: service(16, 2),
        limitMiB: manager === 'pm2' ? 440 : 320,
        meanwhile,
        premise,
      },
      {
        family,
        variant: 'subtle',
        about: 'six workers, each with a catalogue of its own, where two would do',
        truth,
        service: service(6, 12),
        limitMiB: manager === 'pm2' ? 200 : 224,
        meanwhile,
        premise,
      },
      {
        family,
        variant: 'control',
        about: 'as many workers as in the subtle case, in a container with room for them',
        truth: { cause: 'healthy' },
        service: service(6, 12),
        limitMiB: 700,
        meanwhile,
        premise: isRoomy,
      },
    ] satisfies LabCase[]
  },
)
