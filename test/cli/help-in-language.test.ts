import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { HELP } from '../../src/words/zh/help.ts'
import { aProgram } from '../support/a-program.ts'

/** What commander says by itself. */
const OF_COMMANDER = [
  'Usage:',
  'Options:',
  'Arguments:',
  'Commands:',
  'Global Options:',
  'show help',
  'display help for command',
]

test('all that help shows has Chinese words, and nothing else has', () => {
  const texts = [...new Set([...all(aProgram('zh')).flatMap(helpTexts), ...OF_COMMANDER])].filter(
    (text) => text !== '',
  )

  expect(texts.filter((text) => HELP[text] === undefined)).toEqual([])
  expect(Object.keys(HELP).filter((text) => !texts.includes(text))).toEqual([])
})

test('the help of every command reads in Chinese', () => {
  for (const command of all(aProgram('zh'))) {
    const help = command.helpInformation()

    expect(help).toMatch(/^用法：/)
    expect(help).not.toMatch(/[a-z]{3,} [a-z]{2,} [a-z]{2,} [a-z]{2,}|Options:|default:|choices:/)
  }
})

test('in English help is as it is written', () => {
  expect(aProgram('en').helpInformation()).toContain('investigate a service, step by step')
})

function all(command: Command): Command[] {
  return [command, ...command.commands.flatMap(all)]
}

/** What the help of a command shows of it. */
function helpTexts(command: Command): string[] {
  const described = [...command.options, ...command.registeredArguments]
  return [command.description(), ...described.map(({ description }) => description)]
}
