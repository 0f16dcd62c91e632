import { spanWords } from '../../core/span.ts'
import { inLanguage } from '../../words/in-language.ts'
import type { StepName } from '../../core/names.ts'
import type { Block } from '../blocks.ts'
import type { ReportContext } from '../context.ts'
import { byHand } from '../by-hand.ts'
import { formatTime } from '../zone.ts'

/** The question of each step, as docs and help put it. */
const QUESTIONS: Readonly<Record<StepName, { readonly en: string; readonly zh: string }>> = {
  load: { en: 'Is the memory simply traffic?', zh: '内存只是流量造成的吗？' },
  snapshot: { en: 'Does the JavaScript heap hold it?', zh: '内存在 JavaScript 堆里吗？' },
  websocket: { en: 'Does compression of WebSockets cost it?', zh: '是 WebSocket 压缩占用的吗？' },
  logs: {
    en: 'Do start-up lines repeat, does output pile up, does a log speak of memory?',
    zh: '启动行是否重复、输出是否积压、日志是否提到内存？',
  },
  top: {
    en: 'Which processes, how many, what does each cost?',
    zh: '有哪些进程、多少个、各占多少？',
  },
  cpuinfo: {
    en: 'How many CPUs does the runtime see, how many may it use?',
    zh: '运行时看到多少 CPU，又能使用多少？',
  },
}

/** Every measurement with how to do it again. */
export function measured(context: ReportContext): Block[] {
  const { state, words, language, zone } = context
  if (state.evidence.length === 0) return [{ kind: 'text', text: words.texts.noMeasurement }]
  const { columns } = words
  return [
    { kind: 'text', text: touched(context) ? words.texts.measuredTouched : words.texts.measured },
    {
      kind: 'table',
      columns: [
        { title: columns.step, align: 'left' },
        { title: columns.asked, align: 'left' },
        { title: columns.node, align: 'left', whole: true },
        { title: `${columns.time} (${zone})`, align: 'left', whole: true },
        { title: columns.took, align: 'right' },
        { title: columns.exit, align: 'right' },
        { title: columns.evidence, align: 'left' },
      ],
      rows: state.evidence.map((each) => [
        each.step,
        QUESTIONS[each.step][language],
        each.node,
        formatTime(each.at, zone),
        inLanguage(language, spanWords(each.durationMs / 1000)),
        each.exitCode === null ? '-' : String(each.exitCode),
        { text: '', cites: [each.id] },
      ]),
    },
    { kind: 'text', text: words.texts.repeat },
    { kind: 'code', text: repeatCommands(context) },
    ...handCommands(context),
  ]
}

/** Something was done to a process, with a person's approval: the timeline has each of it. */
function touched({ events }: ReportContext): boolean {
  return events.some((event) => event.kind === 'action-attempted')
}

function repeatCommands({ state }: ReportContext): string {
  const { name } = state.service
  return [`memdiag run ${name}`, `memdiag explain ${name}`, `memdiag replay ${state.id}`].join('\n')
}

/** One list for all nodes: where they differ, it is by a path or a pid of the same command. */
function handCommands({ state, words }: ReportContext): Block[] {
  const [node] = state.evidence.map((each) => each.node)
  const lines = state.evidence
    .filter((each) => each.node === node)
    .flatMap((each) => {
      const commands = byHand(each)
      return commands.length === 0 ? [] : [`# ${each.id}`, ...commands]
    })
  if (lines.length === 0) return []
  return [
    { kind: 'label', text: words.labels.byHand },
    { kind: 'code', text: lines.join('\n') },
  ]
}
