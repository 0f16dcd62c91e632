import type { ProcessManager } from '../../core/names.ts'
import type { ProcessTable, TableRow } from '../process-table.ts'
import { readable, type Sections, wholeNumber } from '../sections.ts'
import { say } from '../../core/say.ts'
import type { Stated } from './count-rules.ts'

/** Worker counts that something on the node states: a command line, a TARS conf, package.json. */
export function readStated(sections: Sections, table: ProcessTable): readonly Stated[] {
  const found = new Map<string, Stated>()
  for (const stated of [...commandLines(table), ...settings(sections)]) {
    found.set(`${stated.rule} ${stated.value}`, stated)
  }
  return [...found.values()]
}

function settings(sections: Sections): readonly Stated[] {
  return sections.lines('settings').flatMap((line) => {
    const [name, digits, file = ''] = line.split('\t')
    const value = wholeNumber(digits)
    if (value === null || value === 0 || value > MOST_WORKERS) return []
    if (name === 'asyncthread') {
      return [
        {
          rule: `TARS asyncthread=${value}`,
          where: readable(file, 80),
          manager: 'node-agent',
          value,
        },
      ]
    }
    if (name === 'nodeAgent.instances') {
      return [
        {
          rule: `package.json nodeAgent.instances ${value}`,
          where: readable(file, 80),
          manager: 'node-agent',
          value,
        },
      ]
    }
    return []
  })
}

/** More than this is a misread number. */
const MOST_WORKERS = 4096

function commandLines(table: ProcessTable): readonly Stated[] {
  return [...table.processes, ...table.ancestors].flatMap((row) => {
    const line = row.args.join(' ')
    const manager = managerOf(line)
    if (manager === null) return []
    const option = OPTIONS[manager].exec(line)
    const word = option?.[1] ?? option?.[2]
    return word === undefined ? [] : statedBy(row, manager, word)
  })
}

const OPTIONS = {
  'node-agent': /(?:^|\s)(?:-i|--instances)[\s=]+(\d{1,4}|auto|max)(?=\s|$)/,
  pm2: /(?:^|\s)(?:-i|--instances)[\s=]+(\d{1,4}|max)(?=\s|$)/,
  egg: /(?:^|\s)--workers[\s=]+(\d{1,4})(?=\s|$)|"workers"\s*:\s*(\d{1,4})/,
} as const

function managerOf(line: string): keyof typeof OPTIONS | null {
  if (/(?:^|[\s/])node-?agent(?:\s|$)/.test(line)) return 'node-agent'
  if (/(?:^|[\s/])pm2(?:-runtime)?(?:\s|$)/.test(line)) return 'pm2'
  return /egg-(?:scripts|bin|cluster)/.test(line) ? 'egg' : null
}

function statedBy(row: TableRow, manager: ProcessManager, word: string): readonly Stated[] {
  const base = { manager, where: say`the command line of process ${row.pid}`.text }
  if (word === 'auto' || word === 'max')
    return [{ ...base, rule: `${manager} -i ${word}`, value: word }]
  const value = Number(word)
  // 0 stands for the automatic count.
  if (value === 0)
    return [{ ...base, rule: `${manager} -i 0`, value: manager === 'pm2' ? 'max' : 'auto' }]
  const option = manager === 'egg' ? 'workers' : '-i'
  return [{ ...base, rule: `${manager} ${option} ${value}`, value }]
}
