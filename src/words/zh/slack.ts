/** What src/slack says to people: replies, reasons, windows, the Home tab. */
export const SLACK: Readonly<Record<string, string>> = {
  // Who may, and where
  'This account was deactivated.': '此账号已停用。',
  'This channel is shared with another organisation, and memdiag shows the insides of hosts. Ask in a channel of your own.':
    '此频道与其他组织共享，而 memdiag 会显示主机内部的信息。请在自己组织的频道中使用。',
  'You may not use memdiag: `access.users` in services.yml does not name you.':
    '你不能使用 memdiag：services.yml 的 `access.users` 中没有你。',
  'memdiag answers people only.': 'memdiag 只回应真人。',
  'memdiag is for full members of this workspace; you are a guest here.':
    'memdiag 只供本工作区的正式成员使用，而你是访客。',
  'memdiag is for members of this workspace; you belong to another one.':
    'memdiag 只供本工作区的成员使用，而你属于另一个工作区。',
  'memdiag may not be used in this channel: `access.channels` in services.yml does not name it.':
    '此频道不能使用 memdiag：services.yml 的 `access.channels` 中没有它。',
  'memdiag shows nothing here: `access.channels` in services.yml names the channels it is for.':
    'memdiag 在这里不显示任何内容：services.yml 的 `access.channels` 指定了可用的频道。',
  'memdiag could not find out whether you are a full member of this workspace, and answers nobody else.':
    'memdiag 无法确认你是否是本工作区的正式成员，因此不予回应。',
  'Nothing was started. Type it again in a moment.': '没有启动任何操作。请稍后再输入一次。',
  'Ask in another channel.': '请在其他频道中使用。',
  'In a channel: {0} In a direct message it does not work.': '在频道中：{0} 私信中无法使用。',
  'This channel is archived: nothing can be posted here.': '此频道已归档，无法发布消息。',
  'Type /invite @memdiag here, then your command again.':
    '请先在这里输入 /invite @memdiag，再重新输入命令。',
  'memdiag cannot see this conversation.': 'memdiag 看不到这个会话。',
  'memdiag is not in this channel and cannot post here.':
    'memdiag 不在此频道中，无法在这里发布消息。',

  // What was typed
  'Name the step once: in front, or with --only.': '步骤只写一次：写在前面，或者用 --only。',
  'One service at a time: {0} and then {1} was read.':
    '一次只能调查一个服务：读到了 {0}，又读到了 {1}。',
  'There is no option {0}.': '没有选项 {0}。',
  'There is no step {0}. The steps are {1}.': '没有步骤 {0}。可用的步骤有：{1}。',
  'This is too long for a command.': '这条命令太长了。',
  'Which service?': '哪个服务？',
  '`--only` names no step.': '`--only` 没有写任何步骤。',
  '`cancel` takes one id, or none for the only one under way.':
    '`cancel` 后面写一个编号；不写则取消唯一正在进行的调查。',
  '`export` takes one id, or none for the latest, and {0}.':
    '`export` 后面写一个编号（不写则为最近一次），并可指定格式：{0}。',
  '`list` takes nothing more.': '`list` 后面不需要其他内容。',
  '`show` takes one id, or none for the latest.': '`show` 后面写一个编号；不写则为最近一次。',
  '`verify` takes one id, or none for the latest.': '`verify` 后面写一个编号；不写则为最近一次。',
  '`{0}` of which service?': '`{0}` 哪个服务？',
  '`{0}` is not there yet in Slack.': 'Slack 中还不能使用 `{0}`。',
  '{0} has no node {1} any more.': '{0} 已没有节点 {1}。',
  'memdiag failed at this itself. Nothing was started; its log has the reason.':
    'memdiag 自身出错了。没有启动任何操作，原因见它的日志。',

  // Replies
  'How to ask memdiag': '如何使用 memdiag',
  'memdiag finds out where the memory of a Node.js service went.':
    'memdiag 帮你查明 Node.js 服务的内存去了哪里。',
  'find out where its memory went': '查明它的内存去了哪里',
  'only these steps': '只做这些步骤',
  'only this step': '只做这一步',
  'the latest investigations': '最近的调查',
  'one of them, else the latest': '查看其中一次，默认最近一次',
  'stop one, else the only one': '停止一次，默认唯一进行中的',
  'measure again after the fix': '修复后重新测量',
  'the postmortem, as canvas or file': '复盘报告：画布或文件',
  'as a page; or markdown, json': '网页格式；也可 markdown、json',
  'the same inside a thread': '在消息列中同样可用',
  'Steps: {0}. Services: {1}.': '步骤：{0}。服务：{1}。',
  'none in services.yml yet': 'services.yml 中还没有',
  '{0} and {1} more': '{0} 等，另有 {1} 个',
  'There is no investigation yet.': '还没有任何调查。',
  'The latest investigations': '最近的调查',
  'The latest investigations: {0}': '最近的调查：{0} 次',
  Started: '开始时间',
  Service: '服务',
  State: '状态',
  Cause: '原因',
  Id: '编号',
  'The investigation of {0} is cancelled; what it ran on hosts is stopped.':
    '对 {0} 的调查已取消，它在主机上运行的操作已停止。',
  '{0} is being investigated since {1} ({2}); your request joins that. {3}':
    '{0} 从 {1} 起正在调查中（{2}），你的请求已并入其中。{3}',
  'It was begun in a terminal.': '它是在终端中发起的。',
  'Its thread is in this channel.': '它的消息列就在本频道。',
  'Its thread is in another channel.': '它的消息列在另一个频道。',
  'The investigation of {0} has begun: {1}.': '已开始调查 {0}：{1}。',
  'The message is about {0}: its investigation has begun in this thread.':
    '这条消息与 {0} 有关：已在此消息列中开始调查。',
  'The message may be about {0}. Which one is it?': '这条消息可能与 {0} 有关。是哪一个？',
  'The message names no service that memdiag knows. Which one is it about?':
    '这条消息中没有 memdiag 认识的服务。它与哪个服务有关？',
  'Added to the postmortem of {0}.': '已加入 {0} 的复盘报告。',
  'There is no investigation in this thread to add a message to.':
    '此消息列中没有可以加入消息的调查。',
  'This message has no text to add.': '这条消息没有可以加入的文字。',
  "I don't understand this question.": '我没有理解这个问题。',
  'The postmortem is a canvas {0}.': '复盘报告已作为画布发布在 {0}。',
  '{0} No canvas: {1}': '{0} 没有画布：{1}',
  'The file {0} is {1}.': '文件 {0} 在 {1}。',
  'in this channel': '本频道中',
  'in the thread of the investigation': '该调查的消息列中',
  'Postmortem of {0}, {1}': '{0} 的复盘报告，{1}',
  'This memdiag writes no postmortems.': '此 memdiag 不生成复盘报告。',
  '{0} is in the thread now.': '{0} 已发到消息列中。',

  // Buttons and windows
  'Somebody has told already why this is not the cause.': '已经有人说明了为什么这不是原因。',
  'This button belongs to an investigation of another channel, and does nothing here.':
    '这个按钮属于另一个频道的调查，在这里不起作用。',
  'This button is none that memdiag knows any more.': 'memdiag 已不认识这个按钮。',
  'This button names no step of memdiag.': '这个按钮没有指明 memdiag 的步骤。',
  'This window belongs to an investigation of another channel.': '这个窗口属于另一个频道的调查。',
  'Slack sent no trigger with this button.': 'Slack 没有随这个按钮发来触发标识。',
  'Slack gave up waiting before the window could open.': '窗口还没打开，Slack 就停止了等待。',
  'Try it again.': '请再试一次。',
  'investigation {0}': '调查 {0}',
  'investigation {0}, which was under way already': '调查 {0}（此前已在进行）',
  '{0}, step {1}': '{0}，步骤 {1}',
  noted: '已记录',
  'was interrupted before its end; press it again': '未完成就被中断了，请再按一次',
  'Investigate memory': '调查内存',
  Investigate: '开始调查',
  'Type to search': '输入以搜索',
  'Only these steps': '只做这些步骤',
  'Empty: all of them, one after the other.': '留空：依次执行全部步骤。',
  'Where to post the results': '结果发布到哪里',
  'memdiag only reads on the hosts. What touches a process is asked for in the thread first.':
    'memdiag 在主机上只做读取。凡会触及进程的操作，都会先在消息列中征求同意。',
  'Starting …': '正在启动……',
  Close: '关闭',
  Tell: '提交',
  Back: '返回',
  'In a sentence or two': '用一两句话说明',
  'It is kept with the investigation and shown in its thread and postmortem.':
    '它会随调查保存，并显示在消息列和复盘报告中。',
  'memdiag settled on {0}. What was it really, or what speaks against it?':
    'memdiag 认定的原因是 {0}。真正的原因是什么，或者有什么证据与之不符？',
  Output: '输出',
  'Output of {0}': '{0} 的输出',
  'Reading the log …': '正在读取日志……',
  'No node answered the step {0}.': '没有节点应答步骤 {0}。',
  '{0} · node {1} · ': '{0} · 节点 {1} · ',
  ' · {0} ms · exit code {1}': ' · {0} 毫秒 · 退出码 {1}',
  'Page {0} of {1}. Secrets are masked.{2}': '第 {0} 页，共 {1} 页。敏感信息已遮盖。{2}',
  ' The node sent more than memdiag keeps: the end of the output is not here.':
    '节点发送的内容超过 memdiag 的保存上限：输出的末尾不在这里。',
  '(no output)': '（没有输出）',
  '[taken out of the log on {0}]': '[已于 {0} 从日志中移除]',
  '[memdiag keeps no more of this output]': '[memdiag 只保存到这里]',
  '[what was run]': '[执行的命令]',
  'Another answer': '其他应答',
  'Previous page': '上一页',
  'Next page': '下一页',
  'Post it as a file': '作为文件发布',

  // The Home tab
  'Where did the memory go?': '内存去了哪里？',
  'memdiag works through the memory of a Node.js service, step by step, on its real hosts.':
    'memdiag 在真实主机上，一步一步查清 Node.js 服务的内存。',
  'Investigate a service': '调查一个服务',
  Running: '正在进行',
  'Nothing is running.': '没有正在进行的调查。',
  Lately: '最近',
  'Nothing was investigated yet. Type /memdiag SERVICE in a channel.':
    '还没有做过调查。请在频道中输入 /memdiag 加服务名。',
  Services: '服务列表',
  'None in services.yml yet.': 'services.yml 中还没有服务。',
  'Type /memdiag help in a channel for everything else.': '其他用法请在频道中输入 /memdiag help。',

  // Messages
  pending: '等待',
  skipped: '跳过',
  '… {0} more characters not shown': '……另有 {0} 个字符未显示',
  '… {0} more item not shown': '……另有 {0} 项未显示',
  '… {0} more items not shown': '……另有 {0} 项未显示',
  '… {0} more row not shown': '……另有 {0} 行未显示',
  '… {0} more rows not shown': '……另有 {0} 行未显示',
  '… {0} more part of this post does not fit into a Slack message':
    '……另有 {0} 部分放不进一条 Slack 消息',
  '… {0} more parts of this post do not fit into a Slack message':
    '……另有 {0} 部分放不进一条 Slack 消息',
}
