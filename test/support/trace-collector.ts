import { once } from 'node:events'
import { createServer } from 'node:http'
import { z } from 'zod'

/** The part of an OTLP/HTTP request (JSON encoding) that the tests look at. */
const Request = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({
        attributes: z.array(z.object({ key: z.string(), value: z.unknown() })),
      }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              attributes: z.array(z.object({ key: z.string(), value: z.unknown() })),
            }),
          ),
        }),
      ),
    }),
  ),
})
export type CollectedSpan = z.infer<
  typeof Request
>['resourceSpans'][number]['scopeSpans'][number]['spans'][number]

export type TraceCollector = {
  readonly endpoint: string
  spans(): readonly CollectedSpan[]
  stop(): Promise<void>
}

/** A collector of traces on loopback, as OTEL_EXPORTER_OTLP_ENDPOINT names one. */
export async function startTraceCollector(): Promise<TraceCollector> {
  const spans: CollectedSpan[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const sent = Request.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')))
      spans.push(
        ...sent.resourceSpans.flatMap((each) => each.scopeSpans.flatMap((scope) => scope.spans)),
      )
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    spans: () => spans,
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
