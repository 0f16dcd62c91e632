import { context, type Span as OtelSpan, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { MemdiagError } from '../core/errors.ts'
import { FLUSH_DEADLINE_MS, WAITING_SPANS } from './limits.ts'
import type { Span } from './span.ts'
import { within } from './within.ts'

export type Tracing = {
  readonly span: Span
  /** Hands what is left to the collector, for a moment. */
  stop(): Promise<void>
}

/**
 * Traces by OpenTelemetry over OTLP/HTTP. Where to is told by the standard variables, which the exporter reads
 * itself: OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS.
 * Spans carry ids, names of steps and nodes and error codes; never output of a host.
 */
export function startTracing(deps: {
  readonly serviceName: string
  readonly version: string
}): Tracing {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': deps.serviceName,
      'service.version': deps.version,
    }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), maxQueueSize: WAITING_SPANS }),
    ],
  })
  const contexts = new AsyncLocalStorageContextManager().enable()
  context.setGlobalContextManager(contexts)
  const tracer = provider.getTracer('memdiag', deps.version)
  return {
    async span(name, attributes, action) {
      const span = tracer.startSpan(name, { attributes })
      try {
        return await context.with(trace.setSpan(context.active(), span), action)
      } catch (error) {
        fail(span, error)
        throw error
      } finally {
        span.end()
      }
    },
    async stop() {
      // A collector that is away must not hold up the end of memdiag.
      await within(FLUSH_DEADLINE_MS, provider.shutdown()).catch(() => undefined)
      context.disable()
    },
  }
}

/** The code and not the message: a message may quote a host. */
function fail(span: OtelSpan, error: unknown): void {
  const code = error instanceof MemdiagError ? error.code : 'internal'
  span.setAttribute('error.type', code)
  span.setStatus({ code: SpanStatusCode.ERROR, message: code })
}
