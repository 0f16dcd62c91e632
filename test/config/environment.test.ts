import { describe, expect, test } from 'vitest'
import { readEnvironment } from '../../src/config/environment.ts'

describe('MEMDIAG_OPS_LISTEN', () => {
  test.each([
    ['9091', { host: '127.0.0.1', port: 9091 }],
    ['0.0.0.0:9091', { host: '0.0.0.0', port: 9091 }],
    ['[::]:9091', { host: '::', port: 9091 }],
  ])('%s', (text, address) => {
    expect(readEnvironment({ MEMDIAG_OPS_LISTEN: text }).MEMDIAG_OPS_LISTEN).toEqual(address)
  })

  test.each([['web'], ['0.0.0.0:'], ['1:2:3:99999']])('refuses %s', (text) => {
    expect(() => readEnvironment({ MEMDIAG_OPS_LISTEN: text })).toThrow(
      /^Environment variable MEMDIAG_OPS_LISTEN: /,
    )
  })
})
