import { describe, expect, test } from 'vitest'
import { mask } from '../../src/core/mask.ts'

/** Twice what the slowest took on a machine twenty times overloaded, and far below what a quadratic pattern takes. */
const HOSTILE_MS = 25_000

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
    ['DB_PASS=hunter2 node x.js', 'DB_PASS=*** node x.js'],
    ['mysql_pwd=hunter2', 'mysql_pwd=***'],
    ['Uid=app;pwd=hunter2', 'Uid=app;pwd=***'],
    ['login pass: hunter2 ok', 'login pass: *** ok'],
    ['tool --pass hunter2 --port 80', 'tool --pass *** --port 80'],
    ['tool --smtp-pass=hunter2', 'tool --smtp-pass=***'],
    ['tool --auth=hunter2 --key=abc', 'tool --auth=*** --key=***'],
    ['SESSION_KEY=abc ENCRYPTION_KEY=def', 'SESSION_KEY=*** ENCRYPTION_KEY=***'],
    ['STRIPE_KEY=abc encryptionKey: def', 'STRIPE_KEY=*** encryptionKey: ***'],
    ['tool --password -hunter2 x', 'tool --password *** x'],
    ['tool --password "two words" x', 'tool --password *** x'],
    ['GET /x?key=abc&y=1', 'GET /x?key=***&y=1'],
    ['"token"=>"abc", x', '"token"=>***, x'],
    ['token="abc', 'token=***'],
  ])('hides the secret in %j', (text, masked) => {
    expect(mask(text)).toBe(masked)
  })

  test.each([
    [
      String.raw`{\"password\":\"a b\",\"user\":\"x\"}`,
      String.raw`{\"password\":***,\"user\":\"x\"}`,
    ],
    [String.raw`{"m":"{\"pass\":\"a\\\"b\"}","n":1}`, String.raw`{"m":"{\"pass\":***}","n":1}`],
    [String.raw`\\\"token\\\":\\\"abc\\\",x`, String.raw`\\\"token\\\":***,x`],
    [String.raw`{"password":"a\"b c","user":"x"}`, '{"password":***,"user":"x"}'],
    [String.raw`{"m":"say \"token=abc\" now"}`, String.raw`{"m":"say \"token=***\" now"}`],
  ])('hides the secret in JSON in a string: %s', (text, masked) => {
    expect(mask(text)).toBe(masked)
  })

  test.each([
    ['Cookie: session=abc; theme=x', 'Cookie: ***'],
    ['Set-Cookie: sid="abc"; Path=/; HttpOnly\nHost: x', 'Set-Cookie: ***\nHost: x'],
    ["curl -H 'Cookie: a=b; c=d' http://x", "curl -H 'Cookie: ***' http://x"],
    ['{"cookie":"session=abc; b=c","x":1}', '{"cookie":"***","x":1}'],
    [String.raw`{\"cookie\":\"a=b\",\"x\":1}`, String.raw`{\"cookie\":\"***\",\"x\":1}`],
    ["'set-cookie': [ 'a=b', 'c=d' ], x", "'set-cookie': ***, x"],
    ['Authorization: token abc', 'Authorization: token ***'],
    ['Authorization: abc def', 'Authorization: ***'],
    [
      'curl\x1f-H\x1fAuthorization: Digest a="b"\x1fx',
      'curl\x1f-H\x1fAuthorization: Digest ***\x1fx',
    ],
    ['{"authorization":"Bearer abcdefgh","x":1}', '{"authorization":"Bearer ***","x":1}'],
  ])('hides the secret of a header: %j', (text, masked) => {
    expect(mask(text)).toBe(masked)
  })

  test.each([
    ['postgres://u:Hunt@X@h/db', 'postgres://u:***@h/db'],
    ['amqp://u:a/X@h', 'amqp://u:***@h'],
    ['http://u:a/X@h x@y', 'http://u:***@h x@y'],
    ['https://u:p@h/npm/@scope/x', 'https://u:***@h/npm/@scope/x'],
    ['smtp://bob@x.example:abc@mail', 'smtp://bob@x.example:***@mail'],
    ['a=http://u:p@h,b=redis://v:q@i', 'a=http://u:***@h,b=redis://v:***@i'],
    ['{"a":"http://h:80","b":"c@d"}', '{"a":"http://h:80","b":"c@d"}'],
  ])('hides the password of an address: %j', (text, masked) => {
    expect(mask(text)).toBe(masked)
  })

  test.each([
    ['password=ab;X y', 'password=*** y'],
    ['Server=x;Password=ab;Database=y', 'Server=x;Password=***;Database=y'],
    ['Server=x;Password=a;b;User Id=y', 'Server=x;Password=***;User Id=y'],
    ['export DB_PASS=ab; node x.js', 'export DB_PASS=***; node x.js'],
    ['password=ab,x password=cd&y', 'password=***,x password=***&y'],
  ])('tells a semicolon in a password from one after it: %j', (text, masked) => {
    expect(mask(text)).toBe(masked)
  })

  test.each([
    ['node\x1f--password=two X\x1f--port\x1f80', 'node\x1f--password=***\x1f--port\x1f80'],
    ['--password=two X\x1fy z', '--password=***\x1fy z'],
    ['--password\x1ftwo X', '--password\x1f***'],
    ['node\x1f--password\x1f-two X\x1fa b\n', 'node\x1f--password\x1f***\x1fa b\n'],
    ['node\x1f--password\x1f--port\x1f80', 'node\x1f--password\x1f--port\x1f80'],
    ['node\x1f--password\x1f\x1f80', 'node\x1f--password\x1f\x1f80'],
    ['n\t7\tenv\tenv\x1fDB_PASS=a, "b" c\x1f\nn\t8', 'n\t7\tenv\tenv\x1fDB_PASS=***\x1f\nn\t8'],
    ['x\x1ftoken="a\x1fb"', 'x\x1ftoken=***\x1fb"'],
    ['x\x1fPassword=a b;Database=y\x1f', 'x\x1fPassword=***;Database=y\x1f'],
    ['mysql\x1f-ptwo X\x1fdb', 'mysql\x1f-p***\x1fdb'],
    ['redis-cli\x1f-a\x1ftwo X\x1fping', 'redis-cli\x1f-a\x1f***\x1fping'],
    ['curl\x1f-u\x1fbob:two X\x1fhttp://x', 'curl\x1f-u\x1fbob:***\x1fhttp://x'],
  ])('hides all of an argument and no more: %j', (text, masked) => {
    expect(mask(text)).toBe(masked)
  })

  test.each([
    'a\x1f--token\nb',
    'a\x1f--token=\nb\x1f',
    'password:\nnext',
    'Cookie:\nnext',
    'Authorization: token \nnext',
    '--pass \nnext',
    'http://u:\n@nonce NAME',
  ])('keeps the line after a name without a value: %j', (text) => {
    expect(mask(text)).toMatch(/\n(?:b\x1f|b|next|@nonce NAME)$/)
  })

  test('keeps every line and every separator of a text full of secrets', () => {
    const text =
      'n\t1\ttoken="\t--pass\x1f"a\x1fCookie: "x\x1f\r\nauthorization: \'\nsig: pwd=\\"\x1fz"\n'

    const counts = [text, mask(text)].map((each) => each.replace(/[^\n\x1f\t]/g, ''))

    expect(counts[1]).toBe(counts[0])
  })

  test.each([
    '2026-11-23 19:40:41|9450|DEBUG|index.js:5|[boot] connecting redis 10.0.0.5:6379',
    'VmRSS:\t   56628 kB\nCpus_allowed_list:\t0-1',
    '/usr/local/app/over/index.js: worker process',
    'node --max-old-space-size=512 server.js',
    'node --inspect=127.0.0.1:9229 --key-concurrency 4 x.js',
    'Name:\tnode\nSigQ:\t0/7\nSeccomp:\t0\nCapPrm:\t0000\nThreads:\t11',
    '0::/system.slice/session-3.scope\n12:cpu,cpuacct:/docker/0a1b',
    'max 100000\nnr_throttled 3\nanon 4096\nfile 1234',
    'memdiag-pid 123',
    '@0a1b2c3d PASS\n@0a1b2c3d allowed\n',
    'Debugger listening on ws://127.0.0.1:9229/0a1b-2c',
    'http://localhost:3000/@scope/x.js:5',
    'keyboard: x',
    'passed: 3',
    'bypass=1 --bypass 1',
    'compass: N',
    'author: x',
    'authority: x',
    '[pass] 12 tests',
    'proxy_pass http://127.0.0.1:3000;',
    'cookie-parser@1.4',
    'primary_key: id',
    'mongod --auth --port 27017',
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
    ['://a:@'.repeat(160_000)],
    ['amqp://a:/'.repeat(100_000)],
    [`http://a:${'bbb@/'.repeat(200_000)}`],
    ['://'.repeat(330_000)],
    ['token'.repeat(200_000)],
    ['-token'.repeat(160_000)],
    ['-'.repeat(1_000_000)],
    ['--pass '.repeat(140_000)],
    ['--pass\x1f'.repeat(140_000)],
    ['\x1f--token=abc'.repeat(80_000)],
    ['\ttoken=abc '.repeat(90_000)],
    [`token=${';a'.repeat(500_000)}`],
    [`token=${';user a'.repeat(140_000)}`],
    [`token=${'\\'.repeat(1_000_000)}`],
    ['token=\\"'.repeat(120_000)],
    ['token=\\"a token=\\\\\'b '.repeat(40_000)],
    ['"\\'.repeat(500_000)],
    [`token="${'\\'.repeat(1_000_000)}`],
    ['Cookie: abc="'.repeat(80_000)],
    ['cookie:['.repeat(120_000)],
    [`cookie: abc${'="a'.repeat(330_000)}`],
    ['authorization: token '.repeat(50_000)],
    ['_KEY'.repeat(250_000)],
    ['pass'.repeat(250_000)],
    ['mysql '.repeat(160_000)],
    ['mysql\x1f-p'.repeat(110_000)],
  ])('comes to an end on a hostile line of a megabyte', (text) => {
    const startedAt = performance.now()

    const masked = mask(text)

    expect(performance.now() - startedAt).toBeLessThan(HOSTILE_MS)
    expect(masked.length).toBeLessThanOrEqual(text.length)
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
