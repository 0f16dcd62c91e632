import type { Parsed, ProbeInput } from '../../core/step.ts'
import type { TrendProcess, TrendSample, TrendValues } from '../../core/trend-values.ts'
import { readAnswer } from '../answer.ts'
import { LARGEST_PROCESS_BYTES, MAX_INSPECTED } from '../limits.ts'
import { probeScript } from '../prelude.ts'
import { decimalNumber, kibBytes, type Sections, wholeNumber } from '../sections.ts'
import { MAX_SAMPLES, SAMPLE_SECONDS } from './limits.ts'
import { lookOf, sampleFrom } from './sample.ts'
import { say } from '../../core/say.ts'

/** A probe that looks at the memory of the service's processes again and again over so many seconds. */
export function watchProbe(input: ProbeInput, seconds: number): string {
  const interval = Math.max(SAMPLE_SECONDS, Math.ceil(seconds / MAX_SAMPLES))
  const looks = Math.max(1, Math.floor(seconds / interval))
  return probeScript(input, {
    body: [
      LOOK,
      `left=${looks}`,
      'while [ "$left" -gt 0 ]; do',
      `  sleep ${interval}`,
      '  section "look-$left"; look',
      '  left=$((left - 1))',
      'done',
    ].join('\n'),
  })
}

/** Per process one line `pid START RSS ANON TICKS` in kB and clock ticks; `-` where it is not told. */
const LOOK = String.raw`look() {
  read -r up rest 2>/dev/null <uptime && printf 'at %s\n' "$up"
  traffic $NODES $PIDS
  requests
  for p in $(few ${MAX_INSPECTED} $PIDS); do printf "$NP%s/status\n" "$p"; printf "$NP%s/stat\n" "$p"; done |
    xargs head -v -c 2048 2>/dev/null | NP="$NP" awk '
    BEGIN { header = "==> " ENVIRON["NP"] }
    index($0, header) == 1 { pid = substr($0, length(header) + 1); file = pid; sub(/\/.*/, "", pid); sub(/^[^\/]*\//, "", file); sub(/ .*/, "", file); next }
    file == "stat" { stat[pid] = stat[pid] " " $0; next }
    $1 == "VmRSS:" { rss[pid] = $2 }
    $1 == "RssAnon:" { anon[pid] = $2 }
    END { for (pid in stat) if ((pid in rss) && sub(/^.*\) /, "", stat[pid])) { split(stat[pid], f, " "); print "pid " pid " " f[20] " " rss[pid] " " ((pid in anon) ? anon[pid] : "-") " " f[12] + f[13] } }'
}`

/** Reads the answer of a watch: one sample a look, the oldest first. */
export function parseWatch(text: string, input: ProbeInput): Parsed {
  const answer = readAnswer(text, input)
  if (!('table' in answer)) return answer
  const { sections, table } = answer
  const samples: TrendSample[] = []
  for (let left = MAX_SAMPLES; left > 0; left -= 1) {
    const sample = readLook(sections, `look-${left}`)
    if (sample !== null) samples.push(sample)
  }
  if (samples.length === 0) {
    const missing = [
      ...answer.missing,
      { what: say`looks at the memory`.text, reason: 'unreadable' as const },
    ]
    return { values: { kind: 'none' }, missing }
  }
  const values: TrendValues = {
    kind: 'trend',
    bootId: table.bootId,
    ticksPerSecond: table.ticksPerSecond,
    samples,
  }
  return { values, missing: answer.missing }
}

/** Null for a look that is not there, or in which no process of the service was left. */
function readLook(sections: Sections, name: string): TrendSample | null {
  const lines = sections.lines(name)
  const at = decimalNumber(lines.find((line) => line.startsWith('at '))?.slice(3))
  const processes = lines.flatMap((line) => readProcess(line.split(' ')))
  if (at === null || processes.length === 0) return null
  return { ...sampleFrom(at, processes), ...lookOf(lines) }
}

function readProcess([what, pid, start, rss, anon, ticks]: readonly string[]): TrendProcess[] {
  const number = wholeNumber(pid)
  const rssBytes = kibBytes(rss, LARGEST_PROCESS_BYTES)
  if (what !== 'pid' || number === null || number === 0 || rssBytes === null) return []
  return [
    {
      pid: number,
      startTicks: wholeNumber(start),
      rssBytes,
      anonBytes: kibBytes(anon, LARGEST_PROCESS_BYTES),
      cpuTicks: wholeNumber(ticks),
    },
  ]
}
