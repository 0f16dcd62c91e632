import { describe, expect, test } from 'vitest'
import { withoutMessages } from '../../../src/core/differences.ts'
import type { Missing } from '../../../src/core/evidence.ts'
import { someHandshake } from '../../support/builders.ts'
import type { HandshakeValues, WebsocketValues } from '../../../src/core/websocket-values.ts'
import { websocketStep } from '../../../src/steps/websocket/step.ts'
import { someEvidence } from '../support/evidence-of.ts'
import { aProbeInput, thresholds } from '../support/run-probe.ts'

const aPackage = (name: string, version: string) => ({ name, version, path: `/app/${name}` })

function someValues(over: Partial<WebsocketValues> = {}): WebsocketValues {
  return {
    kind: 'websocket',
    packages: [aPackage('socket.io', '2.3.0'), aPackage('engine.io', '3.4.2')],
    settings: [],
    ports: [7001],
    connections: 0,
    rssBytes: 1_000_000_000,
    ...over,
  }
}

const upgraded = someHandshake({ port: 7001, deflate: true })

type Case = {
  readonly values?: Partial<WebsocketValues>
  readonly handshake?: Partial<HandshakeValues>
  readonly missing?: readonly Missing[]
}

function judge({ values, handshake, missing = [] }: Case) {
  const evidence = [
    someEvidence('websocket/web-1', 'websocket', someValues(values), [...missing]),
    ...(handshake === undefined
      ? []
      : [
          someEvidence('websocket.handshake-7001/web-1', 'websocket', {
            ...upgraded,
            ...handshake,
          }),
        ]),
  ]
  const input = { node: 'web-1', service: aProbeInput().service, thresholds, evidence }
  return websocketStep.judge(input)
}

describe('the judge of permessage-deflate', () => {
  test.each<[string, Case, string[]]>([
    [
      'a handshake that negotiates it with many clients',
      { handshake: {}, values: { connections: 500 } },
      [
        'deflate-negotiated',
        'for',
        'strong',
        'Port 7001 negotiates permessage-deflate: 500 connections may cost about 130 MiB.',
      ],
    ],
    [
      'a handshake that negotiates it with few clients',
      { handshake: {}, values: { connections: 2 } },
      [
        'deflate-negotiated',
        'for',
        'weak',
        'Port 7001 negotiates permessage-deflate: 2 connections may cost about 532 KiB, little beside the rest.',
      ],
    ],
    [
      'a handshake that refuses it, against the default of the version',
      { handshake: { deflate: false } },
      [
        'deflate-refused',
        'against',
        'decisive',
        'Port 7001 does not negotiate permessage-deflate, though a handshake offered it.',
      ],
    ],
    [
      'no handshake, with a version that has it on',
      {},
      [
        'deflate-default',
        'for',
        'weak',
        'engine.io 3.4.2 has permessage-deflate on by default; no handshake was done: name the port under `websocket` in services.yml to have it proved.',
      ],
    ],
    [
      'a handshake that was refused as plain HTTP, with the source setting it off',
      {
        handshake: { outcome: 'http-refused', status: 400, deflate: null },
        values: {
          settings: [{ path: '/app/a.js:1', line: 'io(s, { perMessageDeflate: false })' }],
        },
      },
      [
        'deflate-default',
        'against',
        'weak',
        'engine.io 3.4.2 has permessage-deflate on by default, and a file under its folder sets perMessageDeflate off; no handshake succeeded at 7001/socket.io/ (http-refused): name port and path under `websocket` in services.yml to have it proved.',
      ],
    ],
    [
      'no library among those it knows, and no handshake',
      { values: { packages: [] } },
      [
        'no-websocket',
        'against',
        'weak',
        'None of socket.io, engine.io and ws is installed beside the service. Only these three were looked for: uWebSockets.js, sockjs or a bundle may serve WebSockets; no handshake was done: name the port under `websocket` in services.yml to have it proved.',
      ],
    ],
    [
      'no library among those it knows, and a port that answers the handshake with a page',
      {
        values: { packages: [] },
        handshake: { outcome: 'http-refused', status: 200, deflate: null },
      },
      [
        'no-websocket',
        'against',
        'strong',
        'None of socket.io, engine.io and ws is installed beside the service, and a handshake was refused at 7001/socket.io/.',
      ],
    ],
    [
      'an unknown place of installation',
      {
        values: { packages: [] },
        missing: [{ what: 'node_modules of the service', reason: 'not-found' }],
      },
      [
        'unknown',
        'neither',
        'weak',
        'Whether the service serves WebSockets is unknown: where it is installed was not found. Name `dir` or `websocket` in services.yml.',
      ],
    ],
  ])('reads %s', (_name, given, [rule, speaks, strength, text]) => {
    const cited = ['websocket/web-1']
    if (given.handshake !== undefined) cited.push('websocket.handshake-7001/web-1')

    expect(withoutMessages(judge(given))).toEqual([
      {
        id: `websocket.${rule}/web-1`,
        step: 'websocket',
        node: 'web-1',
        cause: 'websocket-compression',
        speaks,
        strength,
        text,
        evidence: cited,
      },
    ])
  })

  test.each<[Partial<HandshakeValues>, string]>([
    [{ outcome: 'http-refused', status: 404 }, 'strong'],
    [{ outcome: 'not-http', status: null }, 'strong'],
    [{ outcome: 'http-refused', status: 400 }, 'weak'],
    [{ outcome: 'http-refused', status: 403 }, 'weak'],
    [{ outcome: 'http-refused', status: 503 }, 'weak'],
    [{ outcome: 'closed', status: null }, 'weak'],
    [{ outcome: 'timed-out', status: null }, 'weak'],
  ])('weighs a missing library by a handshake that ended as %j', (handshake, strength) => {
    const findings = judge({
      values: { packages: [] },
      handshake: { ...handshake, deflate: null },
    })

    expect(findings).toMatchObject([{ id: 'websocket.no-websocket/web-1', strength }])
  })

  // Each measured by a real handshake with that version.
  test.each([
    [[aPackage('socket.io', '2.3.0'), aPackage('engine.io', '3.4.2')], 'for'],
    [[aPackage('socket.io', '2.4.1'), aPackage('engine.io', '3.5.0')], 'against'],
    [[aPackage('socket.io', '2.5.1'), aPackage('engine.io', '3.6.2')], 'against'],
    [[aPackage('socket.io', '3.0.0'), aPackage('engine.io', '4.0.6')], 'against'],
    [[aPackage('socket.io', '4.8.4'), aPackage('engine.io', '6.6.12')], 'against'],
    [[aPackage('ws', '1.1.5')], 'for'],
    [[aPackage('ws', '2.3.1')], 'for'],
    [[aPackage('ws', '3.0.0')], 'against'],
    [[aPackage('ws', '8.18.0')], 'against'],
    // The resolved engine.io decides, whatever ws lies beside it.
    [[aPackage('ws', '2.3.1'), aPackage('engine.io', '3.5.0')], 'against'],
  ])('knows what %j does by default', (packages, speaks) => {
    expect(judge({ values: { packages } })).toMatchObject([{ speaks, strength: 'weak' }])
  })
})

describe('the handshake', () => {
  const service = aProbeInput().service
  const handshake = (port: number, path: string) => ({ kind: 'handshake', port, path })

  test.each([
    [
      'to at most three own ports of socket.io',
      someValues({ ports: [1, 2, 3, 4] }),
      [1, 2, 3],
      '/socket.io/',
    ],
    [
      'to the root of a plain ws server',
      someValues({ packages: [aPackage('ws', '8.18.0')] }),
      [7001],
      '/',
    ],
    ['to no port without a library', someValues({ packages: [] }), [], ''],
  ])('is offered %s', (_name, values, ports, path) => {
    expect(websocketStep.followUps(values, service)).toEqual(
      ports.map((port) => handshake(port, path)),
    )
  })

  test('goes to the port that services.yml names, and only there', () => {
    const named = { ...service, websocket: { port: 8080, path: '/live/' } }

    expect(websocketStep.followUps(someValues(), named)).toEqual([handshake(8080, '/live/')])
    expect(websocketStep.followUps({ kind: 'none' }, named)).toEqual([handshake(8080, '/live/')])
    expect(websocketStep.followUps(someValues(), { ...service, websocket: 'off' })).toEqual([])
  })
})
