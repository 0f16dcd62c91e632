import type { KnownBlock } from '@slack/types'
import type { Said } from '../core/say.ts'
import { type Links, small } from './rich-text.ts'
import type { Put } from './words.ts'

/** What is still free in the message that is being put together. */
export type Room = {
  blocks: number
  weight: number
  tables: 'block' | 'code'
  readonly put: Put
  readonly links: Links
}

/** A block and what it weighs. */
export type Piece = { readonly block: KnownBlock; readonly weight: number }

/** Kept free for the note that something is missing. */
export const NOTE_WEIGHT = 250

export function notShown({ put }: Room, said: Said): Piece {
  return piece(small(put(said)))
}

export function piece(block: KnownBlock): Piece {
  return { block, weight: JSON.stringify(block).length + 1 }
}
