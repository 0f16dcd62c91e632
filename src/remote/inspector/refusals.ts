import { MemdiagError } from '../../core/errors.ts'
import type { Facts } from './facts.ts'
import { type Said, say, type Wording } from '../../core/say.ts'

type Told = { readonly text: Wording; readonly hint?: Said }

/** What a process is called in what is said of it. */
export function processOn(pid: number, node: string): string {
  return say`process ${pid} on ${node}`.text
}

/** Why a process is not touched, or could not be: in words for a person. */
export function refusal(reason: string, name: string, said?: string): MemdiagError {
  const told = wording(reason, said)
  return refused(reason, say`Did not open the inspector of ${name}: ${told.text}.`.text, told)
}

/** The same where a signal or a command was to write a snapshot. */
export function noSnapshot(reason: string, name: string): MemdiagError {
  const told = wording(reason, undefined)
  return refused(reason, say`Got no snapshot of ${name}: ${told.text}.`.text, told)
}

function refused(reason: string, message: string, { hint }: Told): MemdiagError {
  const code = reason === 'gone' || reason === 'ended' ? 'not-there' : 'refused'
  return new MemdiagError(code, message, hint === undefined ? {} : { hint: hint.text })
}

function wording(reason: string, said: string | undefined): Told {
  switch (reason) {
    case 'gone':
      return {
        text: say`it ended, or another process has its number now`,
        hint: say`Investigate again: its pid and start time are no longer those that were seen.`,
      }
    case 'ended':
      return { text: say`it ended after SIGUSR1` }
    case 'closed':
      return { text: say`none is open, and opening one by SIGUSR1 was not allowed` }
    case 'denied':
      return {
        text: say`this account may neither signal it nor run its program`,
        hint: say`Connect as the service's user, or as root.`,
      }
    case 'not-node':
      return { text: say`its program is not Node.js` }
    case 'other-network':
      return {
        text: say`it lives in another network namespace, as in a container`,
        hint: say`Name the container as a node with \`enter\` in services.yml.`,
      }
    case 'not-caught':
      return {
        text: say`it does not catch SIGUSR1, which would end it`,
        hint: say`Node.js with --disable-sigusr1, or one that has not started yet, looks like this.`,
      }
    case 'port-taken':
      return {
        text: say`something else listens where its inspector would open`,
        hint: say`All workers of a cluster share one port: only one of them can have it open.`,
      }
    case 'not-opened':
      return {
        text: say`SIGUSR1 opened nothing: a handler of the application itself ran instead, or the process stands still. Nothing else was done to it, and the node is watched so that a late opening is closed at once`,
        hint: say`Search the source for SIGUSR1. Where the application handles it, start one worker with --inspect=127.0.0.1:9229.`,
      }
    case 'blocked':
      return {
        text: say`it does not answer: its event loop stands still in native code. What was opened is closed as soon as it goes on`,
      }
    case 'other-process':
      return { text: say`another process answered there; it was let go at once` }
    case 'cannot-run':
      return {
        text: say`its program could not be started a second time beside it, which is what closes the inspector again`,
      }
    default:
      return { text: said ?? say`the agent on its node said ${reason.slice(0, 40)}` }
  }
}

/** Throws what can be refused from what was seen alone, before anything is started on the node. */
export function refuseUntouchable(facts: Facts, startTicks: number, name: string): void {
  const reason = untouchable(facts, startTicks)
  if (reason !== null) throw refusal(reason, name)
}

/** What can be refused from what was seen alone; null where nothing speaks against it. */
export function untouchable({ values }: Facts, startTicks: number): string | null {
  if (values.startTicks !== startTicks) return 'gone'
  if (values.isNode === null || !values.mayTouch) return 'denied'
  if (!values.isNode) return 'not-node'
  return values.sameNetwork ? null : 'other-network'
}
