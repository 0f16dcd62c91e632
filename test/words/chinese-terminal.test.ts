import { expect, test } from 'vitest'
import { renderList } from '../../src/cli/render-list.ts'
import { renderPosts } from '../../src/cli/render-posts.ts'
import { renderThread } from '../../src/thread/render-thread.ts'
import { anOpening, aState, AT } from '../support/builders.ts'
import { asked } from '../support/ladder-builders.ts'

const PLAIN = { write: () => undefined, columns: null, color: false, live: false }

test('the list reads in Chinese, and its columns stay under one another', () => {
  const shown = renderList(
    [
      {
        id: '3fk',
        service: 'checkout',
        state: 'done',
        startedAt: AT,
        endedAt: AT,
        cause: 'overforked-workers',
        confidence: 'confirmed',
      },
    ],
    PLAIN,
    'zh',
  )

  expect(shown).toContain('工作进程过多（已证实）')
  expect(shown).toContain('状态')
  expect(renderList([], PLAIN, 'zh')).toBe('还没有调查。开始一次：memdiag run SERVICE\n')
})

test('a node that was not reached is told in Chinese, with what to do', () => {
  const state = aState(
    [
      {
        kind: 'node-failed',
        version: 1,
        at: AT,
        step: 'load',
        node: 'web-1',
        code: 'unreachable',
        message: 'Could not connect to web-1 (10.0.0.1:22): ECONNREFUSED.',
        hint: 'Check that the host is up, its address, and the firewall in between.',
        final: true,
      },
    ],
    anOpening({ language: 'zh' }),
  )

  const shown = renderPosts(renderThread(state), PLAIN)

  expect(shown).toContain(
    '无法连接 web-1（10.0.0.1:22）：ECONNREFUSED。请检查主机是否在线、地址是否正确，以及中间的防火墙。',
  )
})

test('an approval is asked for in Chinese, in a thread whose opening says so', () => {
  const shown = renderPosts(
    renderThread(aState([asked('gc')], anOpening({ language: 'zh' }))),
    PLAIN,
  )

  expect(shown).toContain('需要批准：gc')
  expect(shown).toContain('预计代价')
  expect(renderPosts(renderThread(aState([asked('gc')])), PLAIN)).toContain('Approval needed: gc')
})
