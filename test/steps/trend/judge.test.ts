import { describe, expect, test } from 'vitest'
import type { Values } from '../../../src/core/values.ts'
import { judgeTrend } from '../../../src/steps/trend/judge.ts'
import { aRow, MiB, someEvidence, someTop, theRunbook, aService } from '../../support/builders.ts'
import { aCourse, aLook, aTrendProcess, someTrend } from '../../support/trend-builders.ts'

function judged(...values: Values[]) {
  const evidence = values.map((each) => someEvidence(each))
  const { thresholds } = theRunbook()
  return judgeTrend({ node: 'web-1', service: aService(), thresholds, evidence })
}

function texts(...values: Values[]) {
  return Object.fromEntries(judged(...values).map((each) => [each.id, each.text]))
}

const killed = (counts: readonly number[]) =>
  someTrend(
    counts.map((oomKills, index) => aLook(1000 + index, [aTrendProcess(MiB)], { oomKills })),
  )

describe('the trend', () => {
  test('of a rise over a minute is told with its interval, as strong', () => {
    const [first] = judged(aCourse([100, 110, 120, 130, 140, 150, 160]))

    expect(first).toMatchObject({ id: 'load.trend/web-1', strength: 'strong', cause: null })
    expect(first?.text).toBe(
      'Memory of the same processes rose by +60.0 MiB (+60.0 MiB to +60.0 MiB) over 60 s, from look to look and in its lows.',
    )
  })

  test('of a rise over a few seconds may be garbage, and is weak', () => {
    const [first] = judged(aCourse([100, 110, 120, 130, 140], 2))

    expect(first?.strength).toBe('weak')
    expect(first?.text).toContain('that may still be garbage between two collections')
  })

  test('of garbage that is collected says so', () => {
    expect(texts(aCourse([100, 120, 140, 160, 100, 120, 140, 160, 100]))['load.trend/web-1']).toBe(
      'Memory went up and down over 80 s, between 100 MiB and 160 MiB: as garbage does, which is collected.',
    )
  })
})

test('a restart in the middle is told', () => {
  const looks = [0, 1, 2].map((index) =>
    aLook(1000 + index, [aTrendProcess(100 * MiB, { startTicks: index < 2 ? 5000 : 9000 })]),
  )

  expect(texts(someTrend(looks))['load.restarted/web-1']).toContain('process 100 ended')
})

describe('kills by the kernel', () => {
  test('that happen while it is looked at are a problem', () => {
    expect(texts(killed([1, 1, 2]))['load.out-of-memory-kills/web-1']).toBe(
      'The kernel killed a process of this cgroup because its memory ran out, while it was looked at.',
    )
  })

  test('after which a process was started again, later than the others, are a problem too', () => {
    const processes = [
      aRow({ pid: 1, uptimeSeconds: 90_000 }),
      aRow({ pid: 2, uptimeSeconds: 600 }),
    ]

    expect(
      texts(killed([3, 3]), someTop({ processes }))['load.out-of-memory-kills/web-1'],
    ).toContain('process 2 was started again 10 min ago, later than the others')
  })

  test('from before all that runs now are told, and no problem of today', () => {
    const processes = [
      aRow({ pid: 1, uptimeSeconds: 90_000 }),
      aRow({ pid: 2, uptimeSeconds: 89_990 }),
    ]
    const ids = judged(killed([3, 3]), someTop({ processes })).map((each) => each.id)

    expect(ids).toContain('load.old-out-of-memory-kills/web-1')
    expect(ids).not.toContain('load.out-of-memory-kills/web-1')
  })
})
