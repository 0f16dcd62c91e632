import { createServer } from 'node:http'

export type Received = {
  readonly body: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** A receiver of webhooks on a free port of the loopback, which answers with these statuses, then 200. */
export async function aWebhookReceiver(
  statuses: readonly number[] = [],
): Promise<AsyncDisposable & { readonly url: string; readonly received: readonly Received[] }> {
  const received: Received[] = []
  const left = [...statuses]
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      received.push({ body, headers: request.headers })
      response.statusCode = left.shift() ?? 200
      response.end()
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}
