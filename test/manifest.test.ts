import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { NOTE_SHORTCUT } from '../src/slack/notes.ts'
import { BOT_SCOPES } from '../src/slack/scopes.ts'
import { SHORTCUT } from '../src/slack/shortcut.ts'

const text = readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8')
const schema = z
  .record(z.string(), z.unknown())
  .parse(
    JSON.parse(
      readFileSync(new URL('fixtures/slack/manifest.schema.1.0.0.json', import.meta.url), 'utf8'),
    ),
  )

function problems(manifest: unknown): string[] {
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  const validate = ajv.compile(schema)
  validate(manifest)
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`)
}

describe('manifest.yml', () => {
  test('is valid by the schema of Slack', () => {
    expect(parse(text)).toMatchObject({ _metadata: { major_version: 1 } })
    expect(problems(parse(text))).toEqual([])
  })

  test.each([
    ['slash_commands:', 'slash_comands:', '/features must NOT have additional properties'],
    [
      'socket_mode_enabled: true',
      'socket_mode: true',
      '/settings must NOT have additional properties',
    ],
    [
      'socket_mode_enabled: true',
      'socket_mode_enabled: maybe',
      '/settings/socket_mode_enabled must be boolean',
    ],
    [
      'command: /memdiag',
      `command: /${'m'.repeat(40)}`,
      '/features/slash_commands/0/command must NOT have more than 32 characters',
    ],
  ])('is refused with %s written as %s', (right, wrong, problem) => {
    expect(problems(parse(text.replace(right, wrong)))).toContain(problem)
  })

  test('asks for the scopes that the code needs and no others, each with a reason beside it', () => {
    const scopes: string[] = parse(text).oauth_config.scopes.bot

    expect(scopes).toEqual([...BOT_SCOPES])
    for (const scope of scopes) expect(text).toMatch(new RegExp(`- ${scope} # .{10,}`))
  })

  test('offers the command, the mention, the shortcut, buttons, the Home tab, and nothing of an agent', () => {
    const manifest = parse(text)

    expect(manifest.features.slash_commands).toHaveLength(1)
    expect(manifest.features.slash_commands[0].command).toBe('/memdiag')
    expect(manifest.settings.event_subscriptions.bot_events).toEqual([
      'app_home_opened',
      'app_mention',
      'reaction_added',
    ])
    expect(
      manifest.features.shortcuts.map((each: { callback_id: string }) => each.callback_id),
    ).toEqual([SHORTCUT, NOTE_SHORTCUT])
    expect(manifest.settings.interactivity.is_enabled).toBe(true)
    expect(manifest.settings.socket_mode_enabled).toBe(true)
    expect(Object.keys(manifest.features).toSorted()).toEqual([
      'app_home',
      'bot_user',
      'shortcuts',
      'slash_commands',
    ])
  })
})
