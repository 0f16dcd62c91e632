export type Reply = {
  readonly text: string
  readonly inputTokens: number
  readonly outputTokens: number
  /** Why it is no answer; null when it is one. */
  readonly fault: 'refused' | 'cut-off' | 'empty' | null
}

export function replyFault(
  text: string,
  seen: { readonly refused: boolean; readonly cutOff: boolean },
): Reply['fault'] {
  if (seen.refused) return 'refused'
  if (seen.cutOff) return 'cut-off'
  return text.trim() === '' ? 'empty' : null
}
