import { english, say } from '../core/say.ts'
import type { CheckLine, CliDeps } from './cli-deps.ts'
import { styled } from './output.ts'
import { putFor } from './readers-language.ts'

/** A line for a person: whether it is well, what was looked at, and what to do where it is not. */
export function checkText(
  deps: Pick<CliDeps, 'language' | 'stdout'>,
  { name, ok, text, todo }: CheckLine,
  indent = '',
): string {
  const put = putFor(deps)
  const mark = ok ? styled(deps.stdout, 'green', 'ok  ') : styled(deps.stdout, 'red', 'FAIL')
  const next = todo === undefined ? '' : `${indent}     ${put(todo)}\n`
  return `${indent}${mark} ${put(say`${name}: ${text}`)}\n${next}`
}

/** The same for a program: in English whatever language is set. */
export function checkJson({ name, ok, text, todo }: CheckLine) {
  return {
    name: english(name),
    ok,
    text: english(text),
    ...(todo === undefined ? {} : { todo: english(todo) }),
  }
}
