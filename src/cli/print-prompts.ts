import type { ModelCall } from '../core/narration.ts'
import { plural, say, SILENCE, type Wording } from '../core/say.ts'
import type { State } from '../core/state.ts'
import type { CliDeps } from './cli-deps.ts'
import { printable, styled } from './output.ts'
import { putFor } from './readers-language.ts'

type Reader = Pick<CliDeps, 'stdout' | 'language'>

/** Everything an investigation sent to a model, to the letter, and what came back. */
export function printPrompts(reader: Reader, state: State): void {
  const calls = [
    ...(state.narration?.call == null
      ? []
      : [{ what: say`For the verdict in words`, call: state.narration.call }]),
    ...state.answers.flatMap(({ question, call }) =>
      call === null ? [] : [{ what: say`For the question: ${question}`, call }],
    ),
  ]
  if (calls.length === 0) {
    const none = say`Investigation ${state.id} sent nothing to a model.`
    reader.stdout.write(`${putFor(reader)(none)}\n`)
    return
  }
  for (const { what, call } of calls) printCall(reader, what, call)
}

function printCall(reader: Reader, what: Wording, call: ModelCall): void {
  const { stdout } = reader
  const put = putFor(reader)
  stdout.write(`${styled(stdout, 'bold', put(what))}\n${put(countsOf(call))}\n`)
  for (const { role, text } of call.sent) {
    stdout.write(`${styled(stdout, 'dim', put(say`--- sent, ${role}`))}\n${printable(text)}\n`)
  }
  for (const text of call.received) {
    stdout.write(`${styled(stdout, 'dim', put(say`--- received`))}\n${printable(text)}\n`)
  }
}

function countsOf(call: ModelCall): Wording {
  const { attempts, inputTokens, outputTokens, costUsd, durationMs } = call
  const requests = plural(attempts, say`1 request`, say`${attempts} requests`)
  const cost = costUsd === null ? SILENCE : say`, ${costUsd.toFixed(4)} dollars`
  return say`${call.model} by ${call.api}: ${requests}, ${inputTokens} tokens in, ${outputTokens} out${cost}, ${durationMs} ms`
}
