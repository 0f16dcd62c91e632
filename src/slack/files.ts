import type { WebClient } from '@slack/web-api'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { UPLOAD_TIMEOUT_MS } from './limits.ts'
import { slackError } from './slack-error.ts'
import { say } from '../core/say.ts'
import { escapeMrkdwn } from './text.ts'

export type Upload = {
  readonly name: string
  readonly title: string
  readonly bytes: Uint8Array
  /** What a picture shows, for who cannot see it. */
  readonly alt?: string
}

type FilePlace = { readonly channel: string; readonly threadTs?: string }

/** Uploads a file and shares it in a thread. Returns its id. */
export async function postFile(
  writer: WebClient,
  { channel, threadTs }: FilePlace,
  upload: Upload,
): Promise<string> {
  return send(writer, upload, {
    channel_id: channel,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
  })
}

/** https://docs.slack.dev/messaging/working-with-files: an address, the bytes, and then it counts. */
async function send(
  writer: WebClient,
  upload: Upload,
  where: { readonly channel_id?: string; readonly thread_ts?: string },
): Promise<string> {
  try {
    // Slack's reference says `alt_txt`, its SDK `alt_text`: both are sent.
    const { upload_url: url, file_id: id } = await writer.files.getUploadURLExternal({
      filename: upload.name,
      length: upload.bytes.length,
      ...(upload.alt === undefined ? {} : { alt_text: upload.alt, alt_txt: upload.alt }),
    })
    if (url === undefined || id === undefined)
      throw new MemdiagError('busy', say`Slack gave no address for a file.`)
    await put(url, upload)
    const { channel_id: channel, thread_ts: thread } = where
    const files: [{ id: string; title: string }] = [{ id, title: upload.title }]
    await (channel === undefined
      ? writer.files.completeUploadExternal({ files })
      : writer.files.completeUploadExternal({
          files,
          channel_id: channel,
          // The text of its message: what notifications and screen readers have of it.
          initial_comment: escapeMrkdwn(upload.title),
          ...(thread === undefined ? {} : { thread_ts: thread }),
        }))
    return id
  } catch (error) {
    throw slackError(`the file ${upload.name}`, error)
  }
}

async function put(url: string, { bytes, name }: Upload): Promise<void> {
  let status: number
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new Uint8Array(bytes),
      headers: { 'content-type': 'application/octet-stream' },
      signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
    })
    status = response.status
  } catch (error) {
    throw new MemdiagError('busy', say`Slack did not take the file ${name}: ${messageOf(error)}.`, {
      cause: error,
    })
  }
  if (status >= 300)
    throw new MemdiagError('busy', say`Slack did not take the file ${name}: HTTP ${status}.`)
}
