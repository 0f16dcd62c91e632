/** Every bound of the heap engine, with its reason. */
export const LIMITS = {
  /** A record of numbers and its separators never spans more: 7 fields of at most 20 digits, and some white space. */
  recordBytes: 512,
  /** The `snapshot` object: V8 writes about 1.5 kB. */
  headerBytes: 1 << 20,
  /** Name of a section; the longest V8 writes is `trace_function_infos`. */
  keyBytes: 128,
  /** Nodes or edges for which memory is set aside on the header's word alone; beyond, tables grow as records come. */
  trustedCount: 1 << 26,
  /** Indexes of strings share 32 bits with numbers of places. V8 itself stops at 2^28 strings (about 50 GB). */
  stringCount: 1 << 28,
  /** Bytes of names kept. Only names of classes, properties and functions are, not the values of strings. */
  nameBytes: 0x7fff0000,
  /** Nodes: an edge's target shares 32 bits with its kind. A snapshot of so many takes 20 GB. */
  nodeCount: 1 << 28,
  /** Edges: ordinals are 32 bits wide. */
  edgeCount: 4_000_000_000,
  /** Of a string that the summary shows, so that a 1 MB base64 text does not flood a terminal. */
  shownString: 120,
  /** V8 cuts the texts it writes at 1024 characters (`--heap-snapshot-string-limit`). */
  writtenString: 1024,
  /** Groups of duplicated strings kept. */
  duplicates: 100,
  /** Steps of a path shown; a linked list may be a million long. */
  pathSteps: 64,
  /** Instances of a class whose paths are looked at one by one. */
  sampledInstances: 2000,
  /** Bytes of a live snapshot handed to its thread and not read there yet: enough that neither side waits for the other. */
  aheadBytes: 4 << 20,
  /** Of a live process's comparison, for its log and thread: the largest few say what there is to say. */
  suspectsTold: 10,
  classesTold: 30,
  /** Characters of a name told there: a path of a file fits, a text does not. */
  nameTold: 200,
} as const
