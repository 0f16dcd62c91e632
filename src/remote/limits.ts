/** Every limit of the adapter, with its reason. Times in milliseconds, sizes in bytes. */
export const LIMITS = {
  /** Measured: with 64 handshakes in flight on busy cores the slowest took 2.6 s; 3 s lost nodes, 20 s none. */
  readyMs: 20_000,
  /** More in flight gained nothing: the servers were the bound. */
  handshakes: 64,
  /** sshd's default MaxStartups begins to drop at 10 that are not yet authenticated. */
  handshakesPerAddress: 8,
  /** A server that drops a start drops the next ones too, until some of those under way are through. */
  connectTries: 5,
  retryMs: 100,
  /** sshd's default MaxSessions is 10; right after a batch of 10 only 7 were accepted. */
  channels: 6,
  /** Beside `channels`, so that six scripts that hang do not keep their own ends from being sent. */
  killChannels: 2,
  channelTries: 5,
  channelOpenMs: 10_000,
  /** A dead peer is noticed after three of these. */
  keepaliveMs: 15_000,
  jumps: 8,
  /** Six ends share two channels, and a login shell on a busy host was seen to take 2 s to start. */
  killMs: 15_000,
  /** After a cut: how long the pid line may still be under way. */
  pidMs: 3_000,
  /** After the exit status: how long output may be silent while something holds the channel open. */
  drainMs: 1_000,
  closeMs: 1_000,
  stderrBytes: 64 * 1024,
  /** Greetings of login shells and of `enter` before the script's first line. */
  bannerBytes: 64 * 1024,
  /** Linux takes one argument of 128 KiB at most (MAX_ARG_STRLEN), and the login shell gets the script as one. */
  commandBytes: 128 * 1024 - 1024,
  /** Dropbear takes 9,000 bytes as exec string and ssh2's server 32 KiB; what is longer goes by stdin, for a round trip more. */
  execBytes: 8 * 1024,
  headBytes: 16 * 1024,
  inspectorListBytes: 256 * 1024,
  inspectorMessageBytes: 256 * 1024,
  /** Of other people's text in a message for a person. */
  quotedCharacters: 300,
  configBytes: 1024 * 1024,
  knownHostsBytes: 32 * 1024 * 1024,
  keyBytes: 64 * 1024,
} as const
