import { describe, expect, test } from 'vitest'
import { mask } from '../../src/core/mask.ts'

describe('secrets', () => {
  test.each([
    ['postgres://app:hunter2@db:5432/x', 'postgres://app:***@db:5432/x'],
    ['redis://:p4ss@cache/0', 'redis://:***@cache/0'],
    [
      'node server.js --db-password hunter2 --port 80',
      'node server.js --db-password *** --port 80',
    ],
    [
      'node\x1fserver.js\x1f--token\x1fabc123\x1f--port',
      'node\x1fserver.js\x1f--token\x1f***\x1f--port',
    ],
    ['--api-key=abc,next', '--api-key=***,next'],
    ['{"password":"a \' b","user":"x"}', '{"password":***,"user":"x"}'],
    ['AWS_SECRET_ACCESS_KEY=abcd/efg', 'AWS_SECRET_ACCESS_KEY=***'],
    ['token xoxb-1234567890-abcdef', 'token ***'],
    ['Authorization: Bearer abcdefgh.ijkl', 'Authorization: Bearer ***'],
    ['mysqldump -u root -phunter2 db', 'mysqldump -u root -p*** db'],
    ['redis-cli -h x -a hunter2 ping', 'redis-cli -h x -a *** ping'],
    ['curl -u bob:hunter2 http://x', 'curl -u bob:*** http://x'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig-nature', '***'],
    [
      '-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----\nnext',
      '***\nnext',
    ],
  ])('hides the secret in %j', (text, masked) => {
    expect(mask(text)).toBe(masked)
  })

  test.each([
    '2026-11-23 19:40:41|9450|DEBUG|index.js:5|[boot] connecting redis 10.0.0.5:6379',
    'VmRSS:\t   56628 kB\nCpus_allowed_list:\t0-1',
    '/usr/local/app/over/index.js: worker process',
    'node --max-old-space-size=512 server.js',
  ])('leaves %j as it is', (text) => {
    expect(mask(text)).toBe(text)
  })

  // A repetition without a bound made these take minutes.
  test.each([
    ['a'.repeat(1_000_000)],
    ['eyJaaaaaaaaa-'.repeat(80_000)],
    ['-----BEGIN PRIVATE KEY-----'.repeat(40_000)],
    ['token="'.repeat(150_000)],
    ['curl '.repeat(200_000)],
    ['://a:'.repeat(200_000)],
  ])('comes to an end on a hostile line of a megabyte', (text) => {
    expect(mask(text).length).toBeLessThanOrEqual(text.length)
  })

  test.each([
    ['-----BEGIN RSA PRIVATE KEY-----\\nMIIE\\nabc=\\n-----END RSA PRIVATE KEY----- x', '*** x'],
    [
      '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,AB\n\nMIIE\n-----END RSA PRIVATE KEY-----\nx',
      '***\nx',
    ],
    ['-----BEGIN PRIVATE KEY-----\nMIIE\nhello world\n', '***\nhello world\n'],
    [
      `-----BEGIN PRIVATE KEY----- ${'A'.repeat(64)} ${'B'.repeat(64)} -----END PRIVATE KEY-----`,
      '***',
    ],
  ])('hides a key however a log wrote it: %j', (text, masked) => {
    expect(mask(text)).toBe(masked)
  })

  test('keeps the lines after an unfinished private key', () => {
    expect(mask('-----BEGIN PRIVATE KEY-----\nMIIE\n@nonce end\n')).toBe('***\n@nonce end\n')
  })
})
