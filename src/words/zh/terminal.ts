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
  'Wrote {0}': '已写入 {0}',
  'Sent to {0}': '已发送到 {0}',
  'Wrote {0} ({1}). It holds what the process held, secrets too. The kept one goes at {2}.':
    '已写入 {0}（{1}）。其中包含该进程持有的一切，包括机密。保留的那一份将在 {2} 删除。',
  '1 post waits for Slack.': '有 1 条消息等待发送到 Slack。',
  '{0} posts wait for Slack.': '有 {0} 条消息等待发送到 Slack。',
  'Slack refused the post {0}: {1}': 'Slack 拒绝了消息 {0}：{1}',
  'no verdict': '没有判定',
  '{0}: {1}, the same as stored, byte for byte.': '{0}：{1}，与存储的内容逐字节相同。',
  '{0}: {1}. What comes out differently:': '{0}：{1}。结果有差异的部分：',
  'Copied {0} investigations, {1} events and {2} posts; counts and hashes agree.':
    '已复制 {0} 次调查、{1} 个事件和 {2} 条消息；数量和哈希值一致。',
  'The old store is kept in {0}. Set DATABASE_URL from now on.':
    '旧存储保留在 {0}。今后请设置 DATABASE_URL。',
  'Service {0}': '服务 {0}',
  'Nodes:': '节点：',
  'Each step is one read-only POSIX sh script a node, sent as one command and killed at its deadline.':
    '每个步骤在每个节点上是一个只读的 POSIX sh 脚本，作为一条命令发送，到期即被终止。',
  'Beyond its script, `websocket` may do one handshake and `snapshot` may read an inspector that is open already.':
    '在脚本之外，`websocket` 可能做一次握手，`snapshot` 可能读取已经打开的 inspector。',
  'With an approval, for a heap snapshot: `{0}` by sh, which writes {1}.':
    '经批准后，为获取堆快照由 sh 执行 `{0}`，它写出 {1}。',
  '{0}, at most {1} s and {2} bytes': '{0}，最多 {1} s、{2} 字节',
  ', then: {0}': '，然后：{0}',
  '{0}: this machine{1}': '{0}：本机{1}',
  ' by way of {0}': '，经由 {0}',
  '{0}: SSH to {1}{2}{3}{4}': '{0}：SSH 到 {1}{2}{3}{4}',
  user: '用户',
  port: '端口',
  key: '密钥',
  " ({0} by ~/.ssh/config, else OpenSSH's defaults)":
    '（{0}由 ~/.ssh/config 决定，否则为 OpenSSH 的默认值）',
}
