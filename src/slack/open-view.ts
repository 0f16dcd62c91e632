import type { ModalView } from '@slack/types'
import type { WebClient } from '@slack/web-api'
import { refusalCode, slackError } from './slack-error.ts'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'

/** Opens a modal and returns its id. A trigger is good for three seconds and once. */
export async function openView(
  writer: WebClient,
  triggerId: string,
  view: ModalView,
): Promise<string> {
  try {
    const answer = await writer.views.open({ trigger_id: triggerId, view })
    return answer.view?.id ?? ''
  } catch (error) {
    const code = refusalCode(error)
    if (code === 'expired_trigger_id' || code === 'trigger_exchanged')
      throw new MemdiagError(
        'timed-out',
        say`Slack gave up waiting before the window could open.`,
        {
          hint: say`Try it again.`,
          cause: error,
        },
      )
    throw slackError(say`a window`, error)
  }
}

export async function updateView(
  writer: WebClient,
  viewId: string,
  view: ModalView,
): Promise<void> {
  try {
    await writer.views.update({ view_id: viewId, view })
  } catch (error) {
    throw slackError(say`the change of a window`, error)
  }
}
