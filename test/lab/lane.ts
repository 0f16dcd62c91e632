import { on } from 'node:events'
import { z } from 'zod'
import { startSshd } from '../support/sshd.ts'
import { ALL_CASES } from './all-cases.ts'
import { hasCgroup } from './cgroup.ts'
import { createInvestigator } from './investigate.ts'
import { nameOf } from './lab-case.ts'
import { runCase } from './run-case.ts'

// One lane of the laboratory, a process of its own: runs the cases it is sent, one after the other. See lanes.ts.
const over = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => over.abort(new Error(`ended by ${signal}`)))
}
// The laboratory is done, or was killed: services must not outlive it.
process.once('disconnect', () => over.abort(new Error('the laboratory ended')))

const Order = z.object({ run: z.string() })

const withCgroup = hasCgroup()
const sshd = await startSshd()
const investigator = await createInvestigator({ sshd, limitInConfig: !withCgroup })
try {
  process.send?.('ready')
  for await (const [message] of on(process, 'message', { close: ['disconnect'] })) {
    const { run } = Order.parse(message)
    const labCase = ALL_CASES.find((each) => nameOf(each) === run)
    if (labCase === undefined) throw new Error(`There is no case ${run}.`)
    const report = await runCase(labCase, { investigator, withCgroup, signal: over.signal })
    if (process.connected) process.send?.(report)
  }
} finally {
  investigator.close()
  await sshd.stop()
}
