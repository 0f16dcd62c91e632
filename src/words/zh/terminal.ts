/** What the terminal says while an investigation runs, and its lists. */
export const TERMINAL: Readonly<Record<string, string>> = {
  'error:': '错误：',
  'words: {0}': '文字：{0}',
  '{0}: started': '{0}：已开始',
  '{0}: needs approval until {1}': '{0}：需要批准，截止 {1}',
  '{0}: refused. {1}': '{0}：已被拒绝。{1}',
  '{0}: begun on process {1} of {2}': '{0}：已在 {2} 的进程 {1} 上开始',
  'resumed by {0}': '由 {0} 继续',
  'investigation {0}: {1}{2}': '调查 {0}：{1}{2}',
  ', {0}': '，{0}',
  '{0} sentences kept, {1} dropped': '保留 {0} 句，去除 {1} 句',
  'joins investigation {0}, which is under way already': '加入已在进行的调查 {0}',
  'Interrupted. Go on with: memdiag resume {0}': '已中断。继续：memdiag resume {0}',
  'Investigation {0} waits. Go on with: {1}. A running memdiag start goes on by itself.':
    '调查 {0} 正在等待。继续：{1}。正在运行的 memdiag start 会自行继续。',
  '{0} in {1} at the latest. Ctrl-C leaves it: memdiag resume or a running memdiag start goes on.':
    '{0} 最迟在 {1} 后进行。按 Ctrl-C 可离开：memdiag resume 或正在运行的 memdiag start 会继续。',
  'Investigation {0} of {1} is cancelled.': '对 {1} 的调查 {0} 已取消。',
  'No investigation yet. Begin one with: memdiag run SERVICE':
    '还没有调查。开始一次：memdiag run SERVICE',
  'Goes on without a services.yml that is not valid: {0}':
    '不使用无效的 services.yml，继续进行：{0}',
  SERVICE: '服务',
  STATE: '状态',
  STARTED: '开始时间',
  VERDICT: '判定',
  'Investigations, newest first': '调查（最新的在前）',
}
