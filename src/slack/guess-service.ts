import { z } from 'zod'
import { GUESS_CHARACTERS } from './limits.ts'

/** What a message says about a service: the one it is about, or those it may be about, the likeliest first. */
export type Guess = { readonly sure: string | null; readonly maybe: readonly string[] }

/**
 * Guesses the service a message is about. Sure is a name in a field that names a service (as Alertmanager,
 * Grafana and PagerDuty write them), or the only name that stands in the text as a word of its own.
 */
export function guessService(message: unknown, services: readonly string[]): Guess {
  const text = textsIn(message).join('\n').slice(0, GUESS_CHARACTERS)
  const labelled = best(services, labelsIn(text), matchesLabel)
  const [only, another] = labelled
  if (only !== undefined && another === undefined) return { sure: only, maybe: labelled }
  const mentioned = services.filter((name) => standsIn(text, name))
  const maybe = [...new Set([...labelled, ...mentioned])]
  const [one, two] = longest(maybe)
  const sure = labelled.length === 0 && one !== undefined && two === undefined ? one : null
  return { sure, maybe }
}

/** Labels that name a service, the surest first; a `pod` or a `container` is named after it. */
const LABELS = [
  ['service', 'service_name', 'servicename', 'svc'],
  ['app', 'application', 'app_kubernetes_io_name', 'component'],
  ['deployment', 'statefulset', 'daemonset', 'workload', 'container', 'job'],
  ['pod', 'instance', 'host', 'node'],
] as const

type Label = { readonly rank: number; readonly value: string }

/** `service="checkout"`, `Service: checkout`, `- service = checkout`, `*Service*\ncheckout`. */
function labelsIn(text: string): Label[] {
  return LABELS.flatMap((names, rank) =>
    names.flatMap((name) => {
      const pattern = new RegExp(
        `(?<![\\w.-])${name}[*_\`]*\\s*(?:[:=]|[*_]+\\s*\\n|\\n)[\\s*_\`"'<]*([^\\s"'\`,;|}>*]+)`,
        'gi',
      )
      return [...text.matchAll(pattern)].map(([, value = '']) => ({ rank, value }))
    }),
  )
}

/** Services that the surest kind of label names. */
function best(
  services: readonly string[],
  labels: readonly Label[],
  matches: (label: string, service: string) => boolean,
): string[] {
  for (let rank = 0; rank < LABELS.length; rank += 1) {
    const values = labels.filter((label) => label.rank === rank).map(({ value }) => value)
    const found = services.filter((service) => values.some((value) => matches(value, service)))
    if (found.length > 0) return longest(found)
  }
  return []
}

/** The name itself, or a pod's or a host's that is made from it: `checkout-7d9f5b-x2x1`, `checkout.prod:9090`. */
function matchesLabel(value: string, service: string): boolean {
  const label = value.toLowerCase()
  const name = service.toLowerCase()
  if (!label.startsWith(name)) return label.endsWith(`/${name}`)
  return /^(?:$|[-.:/_](?=[a-z0-9]))/.test(label.slice(name.length)) && isDerived(label, name)
}

/** What follows a name in a pod or host is a hash, a number, a domain or a port, not another word of the name. */
function isDerived(label: string, name: string): boolean {
  const rest = label.slice(name.length)
  return rest === '' || /^[.:/]/.test(rest) || /^[-_](?=[a-z0-9]*\d)[a-z0-9]+/.test(rest)
}

/** Without names that only stand there as the beginning of a longer one: `checkout` in `checkout-api`. */
function longest(names: readonly string[]): string[] {
  return names.filter(
    (name) =>
      !names.some((other) => other !== name && other.toLowerCase().includes(name.toLowerCase())),
  )
}

function standsIn(text: string, name: string): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`, 'i').test(text)
}

const Texts = z.union([z.string(), z.array(z.unknown()), z.record(z.string(), z.unknown())])

/** Keys under which Slack keeps what a person can read of a message. */
const READ = new Set([
  'text',
  'title',
  'value',
  'pretext',
  'fallback',
  'fields',
  'blocks',
  'attachments',
  'elements',
  'message',
  'footer',
  'rows',
])

function textsIn(value: unknown, depth = 0): string[] {
  const parsed = Texts.safeParse(value)
  if (!parsed.success || depth > DEEPEST) return []
  if (typeof parsed.data === 'string') return [parsed.data]
  if (Array.isArray(parsed.data)) return parsed.data.flatMap((each) => textsIn(each, depth + 1))
  // A field's title and value belong together: `Service` over `checkout`.
  const { title, value: said } = parsed.data
  if (typeof title === 'string' && typeof said === 'string') return [`${title}: ${said}`]
  return Object.entries(parsed.data)
    .filter(([key]) => READ.has(key))
    .flatMap(([, each]) => textsIn(each, depth + 1))
}

/** Blocks in attachments in messages: deeper than this Slack nests nothing. */
const DEEPEST = 10
