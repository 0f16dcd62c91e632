import { type Drafts, draftClasses, renumber, settleDrafts } from './classes.ts'
import { type NodeList, listNodes } from './compare.ts'
import { findDetached } from './detached-nodes.ts'
import type { Interface } from './interfaces.ts'
import { attributeOwnedSizes } from './owned-sizes.ts'
import { type Tables, otherColumns } from './tables.ts'
import { release } from './release.ts'

/** What is left of an older snapshot while it waits for the newest one's groups of plain objects. */
export type DraftList = {
  readonly list: NodeList
  /** Which of them each node is stands in the list. */
  readonly drafts: Pick<Drafts, 'drafts'>
  readonly names: Pick<Tables, 'shapes' | 'strings'>
}

/** Lists the nodes of a snapshot that was read, and gives its columns' memory back. */
export function draftList(tables: Tables): DraftList {
  if (tables.depth !== 'nodes') attributeOwnedSizes(tables)
  const { drafts, of } = draftClasses(tables, findDetached(tables))
  const list = listNodes(tables, { keys: [], of })
  release(otherColumns(tables))
  return { list, drafts: { drafts }, names: { shapes: tables.shapes, strings: tables.strings } }
}

/** The list with its classes, once the groups are known. */
export function settleList(
  { list, drafts, names }: DraftList,
  interfaces: readonly Interface[],
): NodeList {
  const { keys, classOf } = settleDrafts(names, drafts, interfaces)
  release([names.strings.bytes, names.strings.starts])
  return { ...list, keys, classes: renumber(list.classes, classOf) }
}
