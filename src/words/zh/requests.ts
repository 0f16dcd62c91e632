/** Why a request about an investigation is refused, wherever it was made, and what to do instead. */
export const REQUESTS: Readonly<Record<string, string>> = {
  'Ask another approver.': '请另一位审批人来批准。',
  'Go on with it in the terminal: memdiag resume {0} --approve {1}':
    '可在终端中继续：memdiag resume {0} --approve {1}',
  'In the terminal: memdiag resume {0} --approve ACTION':
    '在终端中：memdiag resume {0} --approve ACTION',
  'Investigation {0} asked for no {1}.': '调查 {0} 没有请求过 {1}。',
  'Investigation {0} has ended.': '调查 {0} 已结束。',
  'Investigation {0} has ended: {1}.': '调查 {0} 已结束：{1}。',
  'Nobody may approve for {0} from Slack: services.yml lists no approvers.':
    '没有人可以在 Slack 中为 {0} 批准：services.yml 没有列出审批人。',
  'You are not among the approvers of {0} in services.yml.':
    '你不在 services.yml 为 {0} 列出的审批人中。',
  'You asked for this investigation, and {0} wants somebody else to approve it (fourEyes).':
    '这次调查是你发起的，而 {0} 要求由其他人批准（fourEyes）。',
  'This {0} could be approved until {1}.': '这项 {0} 的批准期限是 {1}，已经过期。',
  'This {0} expired at {1}.': '这项 {0} 已于 {1} 过期。',
  'This {0} was approved by {1} at {2}.': '这项 {0} 已由 {1} 于 {2} 批准。',
  'This {0} was denied by {1} at {2}.': '这项 {0} 已由 {1} 于 {2} 拒绝。',
  'What the card said then may not hold any more. Ask for the investigation again.':
    '卡片上当时的说明可能已不成立。请重新发起调查。',
  'Nothing is approved ahead from Slack.': '不能在 Slack 中预先批准。',
  'Investigation {0} ended {1}: it names no fix to verify.':
    '调查 {0} 的结论是 {1}：没有可验证的修复。',
  'Investigation {0} has no verdict to verify ({1}).': '调查 {0} 还没有可验证的结论（{1}）。',
  'Measure again with: memdiag run {0}': '重新测量：memdiag run {0}',
  'Run it again.': '请重新执行。',
  'Wait for its end: memdiag show {0}': '请等它结束：memdiag show {0}',
  'Investigation {0} of {1} ended at {2}: {3}. There is nothing to cancel.':
    '对 {1} 的调查 {0} 已于 {2} 结束：{3}。没有可取消的内容。',
  'cancelled by {0}': '由 {0} 取消',
  'No investigation is under way.': '没有正在进行的调查。',
  'Several investigations are under way: {0}.': '有多个调查正在进行：{0}。',
  'Name the one to cancel.': '请写明要取消哪一个。',
  'See it with: memdiag show {0}': '查看：memdiag show {0}',
  'See them with `memdiag list`.': '用 `memdiag list` 查看。',
  'Begin another: memdiag run {0}': '重新发起：memdiag run {0}',
  'Investigation {0} has its verdict, and nothing on the process could tell more.':
    '调查 {0} 已有结论，再触及进程也得不到更多信息。',
  'Investigation {0} of {1} is under way and does not cover what you ask for.':
    '对 {1} 的调查 {0} 正在进行，但不包含你要求的内容。',
  'Wait for its end, or stop it with: memdiag cancel {0}':
    '请等它结束，或停止它：memdiag cancel {0}',
  '{0} investigations are at work already, as many as may at once.':
    '已有 {0} 个调查在进行，达到了同时进行的上限。',
  'It begins when one of them ends. See them with `memdiag list`; stop one with `memdiag cancel ID`.':
    '其中一个结束后它就会开始。用 `memdiag list` 查看，用 `memdiag cancel ID` 停止其中一个。',
  'That was pressed already, by {0} at {1}.': '这个按钮已被按过：{0}，{1}。',
  'The log of investigation {0} did not stand still.': '调查 {0} 的日志一直在变动。',
  'Did you mean {0}?': '你是指 {0} 吗？',
  'It names no service yet.': '其中还没有服务。',
  'The nearest is {0}; there are {1}.': '最接近的是 {0}，共有 {1} 个。',
  'There are: {0}.': '现有：{0}。',
  'There is no service {0} in {1}.': '{1} 中没有服务 {0}。',
  'A newer memdiag may have written it: update memdiag. Otherwise the store was changed by hand.':
    '它可能由更新版本的 memdiag 写入：请升级 memdiag。否则就是存储被手工改动过。',
  'Could not read event {0} of investigation {1}: {2}': '无法读取调查 {1} 的第 {0} 个事件：{2}',
  'Begin one with `memdiag run SERVICE`; `memdiag list` shows them.':
    '用 `memdiag run SERVICE` 发起一次，用 `memdiag list` 查看。',
  'Give more of the id.': '请多写几位编号。',
  'There is no investigation {0}.': '没有编号为 {0} 的调查。',
  '{0} may be any of {1}{2}.': '{0} 可能是以下任何一个：{1}{2}。',
  'You can ask: why? · where is the memory? · how many workers? · what is the limit? · why 48 workers? · what did you rule out? · is it a leak? · show top on web-2 · who holds Socket? · run cpuinfo again · how do we fix it? · how much memory after it? · what would tell more?':
    '你可以问：为什么？ · 内存去哪了？ · 有多少个工作进程？ · 内存上限是多少？ · 为什么有 48 个 worker？· 排除了什么？· 是内存泄漏吗？· 显示 web-2 上的 top · 谁持有 Socket？· 重新执行 cpuinfo · 怎么修复？· 修复后内存是多少？· 怎样才能知道更多？',
}
