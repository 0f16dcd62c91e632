/** Does something inside a span of a trace; what it awaits becomes its child. Throws what the action throws. */
export type Span = <Result>(
  name: string,
  attributes: Readonly<Record<string, string | number | boolean>>,
  action: () => Promise<Result>,
) => Promise<Result>

/** Where no tracing is configured. */
export const noSpan: Span = async (_, __, action) => action()
