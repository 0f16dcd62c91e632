import type { Event } from '../core/event.ts'
import type { Narration } from '../core/narration.ts'
import type { State } from '../core/state.ts'
import { progressOf, progressText } from '../thread/root-post.ts'
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
      if (line !== null) stream.write(`${printable(line)}\n`)
    },
    say: (text) => stream.write(`${printable(text)}\n`),
    end: () => undefined,
  }
}

function lineFor(state: State, event: Event): string | null {
  switch (event.kind) {
    case 'opened':
    case 'evidence':
    case 'verdict':
    case 'note':
    case 'answered':
    case 'judged':
    case 'button-pressed':
    case 'button-done':
    case 'compacted':
      return null
    case 'narrated':
      return `words: ${narrationText(event.narration)}`
    case 'step-started':
      return `${event.step}: started`
    case 'step-skipped':
    case 'step-done': {
      const step = state.steps.find((each) => each.name === event.step)
      if (step === undefined) return null
      return `${event.step}: ${inLanguage(state.language, progressText(state, step))}`
    }
    case 'node-failed':
      return `${event.node}: ${event.message}${event.hint === undefined ? '' : ` ${event.hint}`}`
    case 'approval-asked':
      return `${event.rung}: needs approval until ${event.expiresAt}`
    case 'approval-decided':
      return `${event.approval}: ${event.decision}${event.by === null ? '' : ` by ${event.by}`}`
    case 'action-refused':
      return `${event.rung}: refused. ${event.text}`
    case 'action-attempted':
      return `${event.action}: begun on process ${event.process.pid} of ${event.node}`
    case 'action-done':
      return `${event.action}: ${event.outcome}. ${event.text}`
    case 'timer-set':
      return `${event.timer}: waits until ${event.dueAt}`
    case 'timer-fired':
      return `${event.timer}: ${event.text}`
    case 'resumed':
      return `resumed by ${event.by}`
    case 'ended':
      return `investigation ${state.id}: ${event.state}${event.reason === undefined ? '' : `, ${event.reason}`}`
  }
}

function narrationText({ outcome, reason, sentences, dropped }: Narration): string {
  const kept = `${sentences.length} sentences kept, ${dropped.length} dropped`
  return outcome === 'used' ? kept : `${outcome}: ${reason ?? kept}`
}
