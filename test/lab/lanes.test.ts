import { spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { apart } from './lanes.ts'

const [program = 'env', ...args] = apart() ?? []

/** Listens on a port of loopback, and ends. */
const LISTEN = `require('node:net').createServer().listen(Number(process.argv[1]), '127.0.0.1', () => process.exit(0)).on('error', () => process.exit(1))`

test('a lane listens on a port that another process has taken, where this user may make networks', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const address = taken.address()
  const port = typeof address === 'object' && address !== null ? String(address.port) : ''
  const listen = [process.execPath, '-e', LISTEN, port] as const

  // Where this user may make none, the port is taken in a lane as well, and there is only one.
  const mayMakeNetworks = spawnSync('unshare', ['--net', 'true']).status === 0
  const beside = spawnSync(process.execPath, listen.slice(1))
  const inLane = spawnSync(program, [...args, ...listen])

  await new Promise((resolve) => taken.close(resolve))
  expect({ beside: beside.status, inLane: inLane.status }).toEqual({
    beside: 1,
    inLane: mayMakeNetworks ? 0 : 1,
  })
})
