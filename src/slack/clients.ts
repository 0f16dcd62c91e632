import type { Logger } from '@slack/bolt'
import { WebClient, type WebClientOptions } from '@slack/web-api'
import { API_TIMEOUT_MS, READ_RETRIES } from './limits.ts'

export type Clients = {
  /** Reads, and tries again by itself: a person waits for the answer. */
  readonly reader: WebClient
  /** Posts. It tries nothing twice: only the caller knows whether a message may already be there. */
  readonly writer: WebClient
}

export function createClients(
  token: string,
  options: { readonly logger: Logger; readonly slackApiUrl?: string },
): Clients {
  return {
    reader: new WebClient(token, { ...clientOptions(options), retryConfig: READ_RETRIES }),
    writer: new WebClient(token, { ...clientOptions(options), retryConfig: { retries: 0 } }),
  }
}

/** What all clients have in common. A rate limit is handed on at once: the WebClient would hold back all calls. */
export function clientOptions(options: {
  readonly logger: Logger
  readonly slackApiUrl?: string
}): WebClientOptions {
  return {
    logger: options.logger,
    timeout: API_TIMEOUT_MS,
    rejectRateLimitedCalls: true,
    retryConfig: READ_RETRIES,
    allowAbsoluteUrls: false,
    fetch: (url, init) => fetch(url, { signal: AbortSignal.timeout(API_TIMEOUT_MS), ...init }),
    ...(options.slackApiUrl === undefined ? {} : { slackApiUrl: options.slackApiUrl }),
  }
}
