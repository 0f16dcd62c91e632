// memlab: reads A's ids, then B with its dominators and paths.
import { createRequire } from 'node:module'
const { TraceFinder, utils } = createRequire(import.meta.url)('@memlab/core')
const [a, b] = process.argv.slice(2)
const ids = await utils.getSnapshotNodeIdsFromFile(a, { buildNodeIdIndex: true })
const snapshot = await utils.getSnapshotFromFile(b, { buildNodeIdIndex: true })
let added = 0
snapshot.nodes.forEach((node) => {
  if (!ids.has(node.id)) added += 1
})
const finder = new TraceFinder()
finder.annotateShortestPaths(snapshot)
finder.calculateAllNodesRetainedSizes(snapshot)
process.stdout.write(`${added}\n`)
