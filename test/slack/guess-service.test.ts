import { describe, expect, test } from 'vitest'
import { guessService } from '../../src/slack/guess-service.ts'

const SERVICES = ['checkout', 'checkout-api', 'payments', 'web']

/** Shaped as the integrations of Alertmanager, PagerDuty and Grafana post them. */
const ALERTMANAGER = {
  attachments: [
    {
      color: 'danger',
      title: '[FIRING:1] ContainerMemoryHigh (prod)',
      text: '*Alert:* Memory above 90% - `critical`\n*Description:* Container uses 1.9 GiB of 2 GiB\n*Details:*\n • *alertname:* `ContainerMemoryHigh`\n • *container:* `node`\n • *namespace:* `web`\n • *pod:* `checkout-7d9f5b6c4-x2x1z`\n • *severity:* `critical`\n',
      fallback: '[FIRING:1] ContainerMemoryHigh',
    },
  ],
}
const ALERTMANAGER_LABELS = {
  text: '[FIRING:2] MemoryHigh for job="node" service="checkout-api" (instance="10.0.0.7:9100")',
}
const PAGERDUTY = {
  text: '',
  blocks: [
    {
      type: 'section',
      text: {
        type: 'mrkdwn',
        text: '*<https://x.pagerduty.com/incidents/Q1|#4711> Memory usage high*',
      },
    },
    {
      type: 'section',
      fields: [
        { type: 'mrkdwn', text: '*Assigned:*\nAlice' },
        { type: 'mrkdwn', text: '*Service:*\n<https://x.pagerduty.com/services/P1|payments>' },
      ],
    },
  ],
}
const PAGERDUTY_FIELDS = {
  attachments: [
    {
      fields: [
        { title: 'Service', value: 'payments', short: true },
        { title: 'Urgency', value: 'high' },
      ],
    },
  ],
}
const GRAFANA = {
  attachments: [
    {
      title: '[FIRING:1] Memory (checkout)',
      text: '**Firing**\n\nValue: A=1.9e+09\nLabels:\n - alertname = Memory\n - app = checkout\n - grafana_folder = web\nAnnotations:\nSource: https://grafana.example/x',
    },
  ],
}

describe('is sure of', () => {
  test.each([
    ['a pod of Alertmanager', ALERTMANAGER, 'checkout'],
    ['a label of Alertmanager', ALERTMANAGER_LABELS, 'checkout-api'],
    ['a service of PagerDuty', PAGERDUTY, 'payments'],
    ['a field of PagerDuty', PAGERDUTY_FIELDS, 'payments'],
    ['a label of Grafana', GRAFANA, 'checkout'],
    [
      'the only name in a sentence',
      { text: 'memory of checkout-api looks bad, any idea?' },
      'checkout-api',
    ],
    ['a container named after it', { text: 'container: checkout restarted' }, 'checkout'],
    ['an instance with a port', { text: 'instance=payments.prod.example:9090 down' }, 'payments'],
  ])('%s', (_, message, service) => {
    expect(guessService(message, SERVICES).sure).toBe(service)
  })
})

describe('is not sure of', () => {
  test.each([
    ['a message that names none', { text: 'the site is slow' }, []],
    [
      'a message that names two',
      { text: 'payments and checkout are slow' },
      ['checkout', 'payments'],
    ],
    [
      'two services in labels',
      { text: 'service=checkout service=payments' },
      ['checkout', 'payments'],
    ],
    ['another word that begins with a name', { text: 'paymentsx is slow, and web-2 too' }, []],
    ['a service that memdiag does not know', { text: 'service="search" is slow' }, []],
    ['nothing at all', null, []],
  ])('%s', (_, message, maybe) => {
    expect(guessService(message, SERVICES)).toEqual({ sure: null, maybe })
  })
})

test('is quick on a message made to be slow', () => {
  const begun = performance.now()
  guessService({ text: 'service'.repeat(20_000) + ' '.repeat(20_000) }, SERVICES)

  expect(performance.now() - begun).toBeLessThan(1_000)
})
