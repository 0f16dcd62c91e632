import type { Event } from '../core/event.ts'
import type { Narration } from '../core/narration.ts'
import type { State } from '../core/state.ts'
import { stateName } from '../core/state-names.ts'
import { say, SILENCE, type Wording } from '../core/say.ts'
import { decisionName, outcomeName } from '../thread/action-names.ts'
import { failureText, progressOf, progressText } from '../thread/root-post.ts'
import { fromText } from '../words/from-text.ts'
import { inLanguage } from '../words/in-language.ts'
import type { Stream } from './output.ts'
import { printable, styled } from './output.ts'
import { progressLine } from './render-posts.ts'
import { takeColumns } from './width.ts'

export type Progress = {
  show(state: State, event: Event): void
  /** A line of its own: what happens outside of the steps. */
  say(text: string): void
  /** What is waited for just now: drawn again in place on a terminal, once elsewhere. */
  waiting(text: string): void
  end(): void
}

/** A list that is drawn again in place on a terminal, plain lines elsewhere. */
export function createProgress(stream: Stream): Progress {
  return stream.live ? liveList(stream) : plainLines(stream)
}

function liveList(stream: Stream): Progress {
  let drawn = 0
  const erase = () => {
    if (drawn > 0) stream.write(`\u001B[${drawn}A\u001B[0J`)
    drawn = 0
  }
  return {
    show(state) {
      erase()
      const lines = state.steps.map((step) =>
        progressLine(
          {
            ...progressOf(state, step),
            text: inLanguage(state.language, progressText(state, step)),
          },
          stream,
        ),
      )
      stream.write(`${lines.join('\n')}\n`)
      drawn = lines.length
    },
    waiting(text) {
      erase()
      const room = stream.columns === null ? Infinity : stream.columns - 1
      stream.write(`${styled(stream, 'dim', takeColumns(printable(text), room))}\n`)
      drawn = 1
    },
    say(text) {
      erase()
      stream.write(`${styled(stream, 'dim', printable(text))}\n`)
    },
    end: erase,
  }
}

function plainLines(stream: Stream): Progress {
  let waited = false
  return {
    waiting(text) {
      if (!waited) stream.write(`${printable(text)}\n`)
      waited = true
    },
    show(state, event) {
      waited = false
      const line = lineFor(state, event)
      if (line !== null) stream.write(`${printable(inLanguage(state.language, line))}\n`)
    },
    say: (text) => stream.write(`${printable(text)}\n`),
    end: () => undefined,
  }
}

function lineFor(state: State, event: Event): Wording | null {
  switch (event.kind) {
    case 'opened':
    case 'evidence':
    case 'verdict':
    case 'note':
    case 'exported':
    case 'answered':
    case 'judged':
    case 'button-pressed':
    case 'button-done':
    case 'compacted':
      return null
    case 'narrated':
      return say`words: ${narrationText(event.narration)}`
    case 'step-started':
      return say`${event.step}: started`
    case 'step-skipped':
    case 'step-done': {
      const step = state.steps.find((each) => each.name === event.step)
      return step === undefined ? null : say`${event.step}: ${progressText(state, step)}`
    }
    case 'node-failed':
      return say`${event.node}: ${failureText(event)}`
    case 'approval-asked':
      return say`${event.rung}: needs approval until ${event.expiresAt}`
    case 'approval-decided':
      return say`${event.approval}: ${decisionName(event.decision)}${event.by === null ? SILENCE : say` by ${event.by}`}`
    case 'action-refused':
      return say`${event.rung}: refused. ${fromText(event.text)}`
    case 'action-attempted':
      return say`${event.action}: begun on process ${event.process.pid} of ${event.node}`
    case 'action-done':
      return say`${event.action}: ${outcomeName(event.outcome)}. ${fromText(event.text)}`
    case 'timer-set':
      return say`${event.timer}: waits until ${event.dueAt}${SILENCE}`
    case 'timer-fired':
      return say`${event.timer}: ${fromText(event.text)}`
    case 'resumed':
      return say`resumed by ${event.by}`
    case 'ended':
      return say`investigation ${state.id}: ${stateName(event.state)}${event.reason === undefined ? SILENCE : say`, ${fromText(event.reason)}`}`
  }
}

function narrationText({ outcome, reason, sentences, dropped }: Narration): Wording {
  const kept = say`${sentences.length} sentences kept, ${dropped.length} dropped`
  return outcome === 'used' ? kept : say`${outcome}: ${reason ?? kept}`
}
