import type { Cause } from './names.ts'

/** Words by which a text speaks of a cause, in English and Chinese. */
export const CAUSE_WORDS: Readonly<Record<Cause, RegExp | null>> = {
  'overforked-workers':
    /overforked|over-forked|too many (?:workers?|processes)|excess(?:ive)? workers?|工作进程(?:数)?(?:过|太)多|过多的工作进程/i,
  'js-heap-leak': /\bleak(?:s|ed|ing|y)?\b|\bjs-heap\b|泄漏|泄露/i,
  'websocket-compression':
    /permessage-deflate|perMessageDeflate|compression|compress(?:es|ing|ed)?\b|压缩/i,
  'console-backpressure':
    /backpressure|console\.log|log output (?:piles|piling)|backlog|日志积压|输出积压/i,
  'external-memory':
    /external memory|array ?buffers?|native (?:memory|addons?|objects?)|外部内存|堆外内存/i,
  'allocator-fragmentation': /fragmentation|fragmented|malloc|glibc|jemalloc|碎片/i,
  'page-cache': /page cache|页缓存/i,
  'heap-limit-over-container': /max-old-space-size|heap limits?|堆上限/i,
  'real-load':
    /\btraffic\b|real load|high load|heavy load|too much load|\bbusy\b|流量|真实负载|高负载/i,
  'other-process': /other process|another process|foreign process|其他进程/i,
  healthy: null,
  inconclusive: null,
}

/** A text denies something; which of its words is denied is not told apart. */
export const DENIES =
  /\b(?:not|no|nor|neither|never|none|without|cannot|rules? out|ruled out|excluded?|unlikely|little|small|against)\b|n['’]t\b|不|没|无|非|排除|未|并未/i

/** A text claims more certainty than a verdict that is not confirmed has. */
export const CLAIMS_CERTAINTY =
  /\b(?:confirm(?:s|ed)?|prove[sdn]?|proof|certain(?:ly)?|definite(?:ly)?|undoubted(?:ly)?|without (?:a )?doubt|surely)\b|证实|证明|确定无疑|毫无疑问|肯定/i

/** A text says that something is the reason. */
export const BLAMES =
  /\b(?:cause[sd]?|causing|root cause|because of|due to|reason|responsible|explains?|explained|culprit|stems? from)\b|原因|导致|造成|引起|由于|归因/i

/** A text says that all is well. */
export const CLAIMS_HEALTH =
  /\b(?:healthy|all is well|works? (?:fine|as it should))\b|健康|一切正常|运行正常/i
