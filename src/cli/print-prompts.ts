import type { ModelCall } from '../core/narration.ts'
import type { State } from '../core/state.ts'
import { printable, type Stream, styled } from './output.ts'

/** Everything an investigation sent to a model, to the letter, and what came back. */
export function printPrompts(state: State, stream: Stream): void {
  const calls = [
    ...(state.narration?.call == null
      ? []
      : [{ what: 'the verdict in words', call: state.narration.call }]),
    ...state.answers.flatMap(({ question, call }) =>
      call === null ? [] : [{ what: `the question: ${question}`, call }],
    ),
  ]
  if (calls.length === 0) {
    stream.write(`Investigation ${state.id} sent nothing to a model.\n`)
    return
  }
  for (const { what, call } of calls) printCall(stream, what, call)
}

function printCall(stream: Stream, what: string, call: ModelCall): void {
  const cost = call.costUsd === null ? '' : `, ${call.costUsd.toFixed(4)} dollars`
  stream.write(styled(stream, 'bold', `For ${printable(what)}\n`))
  stream.write(
    `${call.model} by ${call.api}: ${call.attempts} requests, ${call.inputTokens} tokens in, ${call.outputTokens} out${cost}, ${call.durationMs} ms\n`,
  )
  for (const { role, text } of call.sent) {
    stream.write(`${styled(stream, 'dim', `--- sent, ${role}`)}\n${printable(text)}\n`)
  }
  for (const text of call.received) {
    stream.write(`${styled(stream, 'dim', '--- received')}\n${printable(text)}\n`)
  }
}
