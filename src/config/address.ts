export type Address = { readonly host: string; readonly user?: string; readonly port?: number }

/** `[user@]host[:port]`, with an IPv6 host in brackets when a port follows; null when it is none of these. */
export function parseAddress(text: string): Address | null {
  const match =
    /^(?:([^@\s]+)@)?(\[[0-9A-Fa-f:.%]+\]|[^\s@:[\]]+|[0-9A-Fa-f:]+:[0-9A-Fa-f:]*)(?::(\d{1,5}))?$/.exec(
      text,
    )
  const host = match?.[2]?.replace(/^\[|\]$/g, '')
  // A leading `-` would be taken for an option by the programs this text may reach.
  if (match === null || host === undefined || host === '' || host.startsWith('-')) return null
  const [, user, , portText] = match
  const port = portText === undefined ? undefined : Number(portText)
  if (port !== undefined && (port < 1 || port > 65_535)) return null
  return { host, ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { port }) }
}
