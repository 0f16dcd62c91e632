import { english, type Wording } from '../core/say.ts'
import { fromText } from '../words/from-text.ts'
import { inLanguage } from '../words/in-language.ts'
import type { CheckLine, CliDeps } from './cli-deps.ts'
import { printable, styled } from './output.ts'

/** Puts words into the language of who reads at this terminal; what a host said in them cannot redraw it. */
export function putFor({ language }: Pick<CliDeps, 'language'>): (words: Wording) => string {
  return (words) =>
    printable(inLanguage(language ?? 'en', typeof words === 'string' ? fromText(words) : words))
}

/** A line for a person: whether it is well, what was looked at, and what to do where it is not. */
export function checkText(
  deps: Pick<CliDeps, 'language' | 'stdout'>,
  { name, ok, text, todo }: CheckLine,
  indent = '',
): string {
  const put = putFor(deps)
  const mark = ok ? styled(deps.stdout, 'green', 'ok  ') : styled(deps.stdout, 'red', 'FAIL')
  const next = todo === undefined ? '' : `${indent}     ${put(todo)}\n`
  return `${indent}${mark} ${name}: ${put(text)}\n${next}`
}

/** The same for a program: in English whatever language is set. */
export function checkJson({ name, ok, text, todo }: CheckLine) {
  return {
    name,
    ok,
    text: english(text),
    ...(todo === undefined ? {} : { todo: english(todo) }),
  }
}
