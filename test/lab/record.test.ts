import { expect, test } from 'vitest'
import { ROOT } from '../support/builders.ts'
import { withoutMachine } from './record.ts'

test('keeps no path, user or host of this machine', () => {
  const text = JSON.stringify({
    command: '/tmp/memdiag-lab-4711-AbC123/service/cache.js: worker process',
    exe: process.execPath,
    own: `${ROOT}test/lab/peers/node_modules/ws`,
  })

  expect(JSON.parse(withoutMachine(text))).toEqual({
    command: '/srv/checkout/service/cache.js: worker process',
    exe: '/usr/bin/node',
    own: '/opt/memdiag/test/lab/peers/node_modules/ws',
  })
})
