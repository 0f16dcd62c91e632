import type { Duplex } from 'node:stream'
import { reasonOf } from './wait.ts'

/**
 * Sends a request and returns what came back, up to a bound: as soon as it is enough, or when the other
 * side ends. Rejects with the signal's reason.
 */
export function exchange(
  stream: Duplex,
  request: string,
  until: { readonly enough: (answer: Buffer) => boolean; readonly maxBytes: number },
  signal: AbortSignal,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let answer = Buffer.alloc(0)
    const settle = (): void => {
      signal.removeEventListener('abort', onAbort)
      stream.off('data', onData)
      resolve(answer)
    }
    const onAbort = (): void => reject(reasonOf(signal))
    const onData = (chunk: Buffer): void => {
      answer = Buffer.concat([answer, chunk]).subarray(0, until.maxBytes)
      if (answer.length === until.maxBytes || until.enough(answer)) settle()
    }
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    stream.on('data', onData)
    stream.once('end', settle)
    stream.once('close', settle)
    stream.once('error', settle)
    stream.write(request)
  })
}

export type HttpHead = {
  readonly status: number
  /** Names in lower case; of repeated ones the values joined by a comma. */
  readonly headers: ReadonlyMap<string, string>
  readonly bodyAt: number
}

/** The head of an HTTP/1 answer; null while it is not complete, or where it is none. */
export function parseHead(answer: Buffer): HttpHead | null {
  const text = answer.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1]
  if (end < 0 || status === undefined) return null
  const headers = new Map<string, string>()
  for (const line of text.slice(0, end).split('\r\n').slice(1)) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const name = line.slice(0, colon).trim().toLowerCase()
    const value = line.slice(colon + 1).trim()
    const before = headers.get(name)
    headers.set(name, before === undefined ? value : `${before}, ${value}`)
  }
  return { status: Number(status), headers, bodyAt: end + 4 }
}

const HTTP = 'HTTP/1.'

/** Whether what came so far begins like HTTP/1; null while it is too short to tell. */
export function looksLikeHttp(answer: Buffer): boolean | null {
  const start = answer.subarray(0, HTTP.length).toString('latin1')
  if (!HTTP.startsWith(start)) return false
  return start.length === HTTP.length ? true : null
}
