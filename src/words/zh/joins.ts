/** How texts are put together. */
export const JOINS: Readonly<Record<string, string>> = {
  '{0} {1}': '{0}{1}',
  '{0}, {1}': '{0}、{1}',
  '{0}: {1}': '{0}：{1}',
}
