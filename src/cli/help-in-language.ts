import { Help, type HelpConfiguration } from 'commander'
import type { Language } from '../core/narration.ts'
import { AFTER, HELP } from '../words/zh/help.ts'
import { widthOf } from './width.ts'

/** Help of a command line in a language: names, options and their values stay as they are typed. */
export function helpIn(language: Language): HelpConfiguration {
  if (language === 'en') return { showGlobalOptions: true }
  const english = new Help()
  return {
    showGlobalOptions: true,
    // A Chinese character takes two columns.
    displayWidth: widthOf,
    styleTitle: translated,
    commandDescription: (command) => translated(command.description()),
    subcommandDescription: (command) => translated(command.description()),
    argumentDescription: (argument) => translated(argument.description),
    optionDescription(option) {
      const rest = english.optionDescription(option).slice(option.description.length)
      return `${translated(option.description)}${inChinese(rest)}`
    },
  }
}

/** What stands below the help of a command. */
export function afterHelp(
  language: Language,
  command: keyof typeof AFTER,
  english: string,
): string {
  return language === 'en' ? english : AFTER[command]
}

function translated(text: string): string {
  return HELP[text] ?? text
}

/** What commander puts after a description: ` (default: "memory")`. */
function inChinese(rest: string): string {
  return rest
    .replace(/^ \((.*)\)$/, '（$1）')
    .replace('choices: ', '可选：')
    .replace('default: ', '默认：')
}
