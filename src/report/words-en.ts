import type { Words } from './words.ts'

const nodes = (count: number) => (count === 1 ? 'one node' : `${count} nodes`)

export const ENGLISH: Words = {
  title: (service) => `Postmortem: memory of ${service}`,
  sections: {
    summary: 'Summary',
    impact: 'Impact',
    timeline: 'Timeline',
    measured: 'What was measured',
    'ruled-out': 'Ruled out, and why',
    cause: 'Root cause',
    factors: 'Contributing factors',
    fix: 'Fix',
    verification: 'Prediction and verification',
    actions: 'Action items',
    evidence: 'Appendix: evidence',
  },
  facts: {
    service: 'Service',
    nodes: 'Nodes',
    investigation: 'Investigation',
    startedBy: 'Started by',
    span: 'Investigated',
    exported: 'Exported',
    zone: 'Times in',
  },
  notice: {
    running: (step) =>
      `The investigation is still running (${step}). This is what was known when it was exported; export it again at its end.`,
    waiting:
      'The investigation waits for a decision or for time to pass. This is what was known when it was exported; export it again at its end.',
    failed: (reason) =>
      `The investigation failed: ${reason}. What it found until then stands here.`,
    cancelled: (reason) =>
      `The investigation was cancelled${reason === '' ? '' : `: ${reason}`}. What it found until then stands here.`,
  },
  brackets: (text, ...inside) => `${text} (${inside.join(', ')})`,
  colon: (before, after) => `${before}: ${after}`,
  causes: {
    'overforked-workers': 'more worker processes than the work needs',
    'js-heap-leak': 'a leak in the JavaScript heap',
    'websocket-compression': 'WebSocket compression',
    'console-backpressure': 'log output that piles up',
    'external-memory': 'memory outside the JavaScript heap',
    'allocator-fragmentation': 'memory that the allocator keeps',
    'page-cache': 'page cache, which is not a problem',
    'heap-limit-over-container': 'heap limits above the limit of the container',
    'real-load': 'real load',
    'other-process': 'processes that are not of the service',
    healthy: 'no problem',
    inconclusive: 'not decided',
  },
  confidence: {
    confirmed: 'confirmed',
    likely: 'likely',
    possible: 'possible',
    none: 'no confidence',
  },
  labels: {
    because: 'What it rests on',
    account: 'Where the memory is',
    contributing: 'Other causes',
    notNoticed: 'Why was it not noticed in time?',
    earlier: 'How could it be known earlier?',
    command: 'Command, as it ran',
    byHand: 'The same by hand',
    output: 'Output, masked',
    missing: 'Not read',
    findings: 'Findings',
    measurements: 'Measurements',
    unreached: 'Nodes that did not answer',
    nextMeasurement: 'What would tell more',
    countRules: 'What sets the number of workers',
    change: 'Change',
  },
  columns: {
    time: 'Time',
    event: 'Event',
    node: 'Node',
    step: 'Step',
    asked: 'Question',
    took: 'Took',
    exit: 'Exit',
    evidence: 'Evidence',
    item: 'Item',
    bytes: 'Bytes',
    share: 'Share',
    usage: 'Usage',
    limit: 'Limit',
    processes: 'Processes',
    action: 'Action',
    owner: 'Owner',
    check: 'Done when',
    cause: 'Cause',
    why: 'Why not',
    rule: 'Rule',
    workers: 'Workers',
    arithmetic: 'Arithmetic',
    matches: 'As found',
    id: 'Id',
    finding: 'Finding',
  },
  timeline: {
    started: (node, processes) =>
      `${node}: the service started as it was found later, ${processes} ${processes === 1 ? 'process' : 'processes'}`,
    memoryLine: (node, count, text) =>
      `${node}: the log speaks of memory running out (${count} ${count === 1 ? 'time' : 'times'}, this is the last): \`${text}\``,
    opened: (by) => `Investigation started by ${by}`,
    stepDone: (step, text) => `${step}: ${text}`,
    stepFailed: (step, reason) => `${step} failed: ${reason}`,
    stepSkipped: (step) => `${step} skipped`,
    nodeFailed: (node, text) => `${node} did not answer: ${text}`,
    verdict: (cause, confidence) => `Verdict: ${cause} (${confidence})`,
    ended: {
      done: 'Investigation ended',
      failed: 'Investigation failed',
      cancelled: 'Investigation cancelled',
    },
    said: (by, text) => `${by} wrote: ${text}`,
    resumed: (by) => `Taken up again by ${by}`,
    asked: (approval, text) => `Approval ${approval} asked for: ${text}`,
    decided: (approval, decision, by) =>
      `Approval ${approval} ${decision}${by === null ? '' : ` by ${by}`}`,
    decisions: { approved: 'given', denied: 'denied', expired: 'expired' },
    attempted: (rung, node, pid) => `${node}: ${rung} of process ${pid} began`,
    refused: (rung, node, text) => `${node}: ${rung} was refused, nothing was done: ${text}`,
  },
  impact: {
    usage: (usage, limit, share, count) =>
      `The service used ${usage} of ${limit} (${share}) on ${nodes(count)} when it was measured.`,
    usageAlone: (usage, count) =>
      `The service used ${usage} on ${nodes(count)} when it was measured.`,
    held: (bytes) =>
      `About ${bytes} of it did no work: that is what the cause explains on the fullest node.`,
    outOfMemory: 'Memory ran out before:',
    noOutOfMemory: 'No sign of memory running out was found.',
    unknownOutOfMemory:
      'Whether memory ran out before is not known: neither logs nor a counter of the cgroup could be read.',
    users:
      'Whom it reached and for how long is not on the log of an investigation: mark what people wrote about it in the thread with “add to postmortem”, or write a message that begins with `impact:`.',
  },
  factors: {
    since: (instant, span) =>
      `The service ran as it was found since ${instant}, ${span} before it was measured. Whether anything watched it in that time is not on the log.`,
    saidBefore: (instant, count, text) =>
      `Its log had said so before the investigation, ${count} ${count === 1 ? 'time' : 'times'}, the last at ${instant}: \`${text}\`. An alarm on such lines would have told.`,
    unknownWhy:
      'The log does not tell. To be answered: who watches the memory of this service, at which threshold, and who is told?',
    threshold: (share, bytes) =>
      `An alarm on the trend of the memory tells before a limit is near; one at ${share} of the limit (${bytes}) tells before a restart or a peak has no room.`,
    causes: {
      'overforked-workers':
        'Workers against usable CPUs can be checked at each deployment, before any memory is short: `memdiag run SERVICE --only top,cpuinfo`. Start-up lines that stand in the log once per worker show it too.',
      'js-heap-leak':
        'The slope of the heap after garbage collection tells a leak hours before the limit does.',
      'websocket-compression':
        'One handshake at each deployment tells whether compression is on: `memdiag run SERVICE --only websocket`.',
      'console-backpressure':
        'Bytes that wait in the pipe of stdout can be watched; a growing backlog tells early.',
      'external-memory':
        'The metric `external` of process.memoryUsage() beside the heap tells it early.',
      'page-cache':
        'Watch the working set (without page cache), and this alarm does not come again.',
      'heap-limit-over-container':
        'The sum of the heap limits against the limit of the container can be checked at each deployment.',
    },
    noTrend:
      'A number of workers that stays the same does not explain memory that rises: if it rose over days, what rose is still open.',
  },
  texts: {
    noVerdict: 'There is no verdict yet.',
    noCause: 'The evidence does not decide for a cause.',
    measured: 'Every measurement read only, as the user that memdiag logged in with.',
    measuredTouched:
      'The probes read only, as the user that memdiag logged in with. What touched a process was approved by a person, and stands in the timeline.',
    repeat: 'To measure the same again, or to see each script to the letter:',
    noneRuledOut: 'No cause was ruled out.',
    noFix: 'There is nothing to fix that the evidence supports.',
    proved: 'The prediction is proved.',
    notProved: 'The prediction is not proved.',
    noPrediction: 'The fix comes with no prediction in bytes.',
    notVerified:
      'Not verified yet: after the fix, measure again and hold the prediction against it:',
    unassigned: 'to be assigned',
    watch: 'Set an alarm on the trend of the memory, and on a share of the limit',
    watchCheck: 'the alarm has fired once in a test',
    fixCheck: 'the service runs with the change on every node',
    verifyAction: 'Verify the fix',
    unexplained: 'unexplained',
    usage: 'usage',
    truncated: '(cut off)',
    evidence: 'Each id that the text cites stands here. The JSON export holds the values in full.',
    noMeasurement: 'Nothing was measured.',
    worded:
      'Worded by a model from the findings; each sentence rests on the ids behind it, and code settled the verdict.',
    predicted: (bytes) =>
      `Memory to expect after the fix: about ${bytes} on the node that decided the verdict.`,
    explained: (bytes) => `It explains ${bytes}.`,
    predictedRange: (low, high) => `It should fall between ${low} and ${high}.`,
    verifiedBy: (id) => `Measured again after the fix by investigation ${id}.`,
    atHand: (share) => `memory stays under ${share} of the limit`,
  },
}
