/** What stands on a log as plain text and is recognised by its template (from-text.ts). */
export const STORED: Readonly<Record<string, string>> = {
  'There is no verdict yet; the investigation is {0}.': '还没有结论；调查状态：{0}。',
  'No model was asked: {0}.': '没有询问模型：{0}。',
  'The model gave no answer: {0}.': '模型没有给出回答：{0}。',
  'The model found no answer in the log.': '模型在日志中没有找到答案。',
  'The one sentence of the model did not stand up to the evidence.':
    '模型给出的那一句话经不起证据检验。',
  'None of the {0} sentences of the model stood up to the evidence.':
    '模型给出的 {0} 句话都经不起证据检验。',
  'the budget of {0} tokens a day is used up ({1})': '每天 {0} 个 token 的预算已用完（{1}）',
  'the budget of {0} dollars a day is used up ({1})': '每天 {0} 美元的预算已用完（{1}）',
  '{0} of {1} sentences stood up to the evidence': '{1} 句话中有 {0} 句经得起证据检验',
  'no answer within {0} s': '{0} 秒内没有回答',
  'the model is busy (429)': '模型繁忙（429）',
  'the model cannot be reached: {0}': '无法连接模型：{0}',
  "the model's server answered {0}": '模型服务器的应答是 {0}',
  'the answer was not in the form asked for': '回答不符合要求的格式',
  'a WebSocket handshake on port {0}': '端口 {0} 上的 WebSocket 握手',
  'the heap figures on port {0}': '端口 {0} 上的堆数据',
  'A forced command or a login script may hang there. What it started could not be stopped from here: look for it on the node.':
    '可能卡在强制命令或登录脚本上。它启动的进程无法从这里停止：请到该节点上查找。',
  'the end of the probe': '探测的末尾部分',
  '{0} after {1} s. A longer deadlineSeconds in the runbook gives it more time.':
    '{1} s 后 {0}。在 runbook 中调大 deadlineSeconds 可以给它更多时间。',
  'It could not be stopped, and may still run on the node': '无法停止探测，它可能仍在节点上运行',
  'It was stopped on the node': '已在节点上停止探测',
  'the end of the answer': '应答的末尾部分',
  'The node sent more than {0} bytes; the probe was stopped there.':
    '节点返回的内容超过 {0} 字节，探测到此停止。',
  'looks at the memory over time': '对内存的持续观察',
  'looks at the memory': '对内存的观察',
  'the process table': '进程表',
  "Connect as the service's user (or root) to let memdiag read it.":
    '请以该服务的用户（或 root）登录，memdiag 才能读取。',
  'a Node.js process': 'Node.js 进程',
  'a process with `{0}` in its title': '标题含有 `{0}` 的进程',
  'Name a text of its title or command line: `process` in services.yml, or --process.':
    '请给出其标题或命令行中的一段文字：services.yml 中的 `process`，或 --process。',
  'cgroup of the service': '该服务的 cgroup',
  'its processes are in {0} cgroups; name each container as a node with `enter`':
    '它的进程分布在 {0} 个 cgroup 中；请用 `enter` 把每个容器设为一个节点',
  'processes beyond the first {0} of {1}': '{1} 个进程中前 {0} 个之后的进程',
  many: '众多',
  'Name the service more closely with `process` in services.yml.':
    '请在 services.yml 的 `process` 中更精确地指定该服务。',
  'children of `{0}`: {1}': '`{0}` 的子进程：{1}',
  'title `{0}`, and process {1} holds {2} open': '标题为 `{0}`，且进程 {1} 打开了 {2}',
  'title `{0}`, and node-agent stands in the command line of process {1}':
    '标题为 `{0}`，且进程 {1} 的命令行中有 node-agent',
  "title `{0}` looks like node-agent's, but no command line names node-agent and no process holds an *_agent.log open":
    '标题 `{0}` 形似 node-agent，但没有命令行提到 node-agent，也没有进程打开 *_agent.log',
  "title `{0}` has node-agent's form; the open files of the processes, which would prove it, may not be read":
    '标题 `{0}` 符合 node-agent 的格式；能够证实这一点的进程打开文件无权读取',
  'command line `{0}`': '命令行 `{0}`',
  'process {0} has {1} children that run the same script as itself':
    '进程 {0} 有 {1} 个与它运行同一脚本的子进程',
  'process {0} has {1} Node.js children that are alike': '进程 {0} 有 {1} 个同类的 Node.js 子进程',
  '{0} Node.js process without a master': '{0} 个没有主进程的 Node.js 进程',
  '{0} Node.js processes without a master': '{0} 个没有主进程的 Node.js 进程',
  '{0}, in the unit {1}': '{0}，属于 unit {1}',
  '{0} says {1}': '{0} 中为 {1}',
  'the command line of process {0}': '进程 {0} 的命令行',
  'os.cpus().length = {0} processors': 'os.cpus().length = {0} 个 processor',
  '{0} processors': '{0} 个 processor（逻辑 CPU）',
  'node-agent -i auto (or 0, or unset)': 'node-agent -i auto（或 0，或未设置）',
  'pm2 -i max (or 0)': 'pm2 -i max（或 0）',
  '{0}, less one': '{0}，减一',
  'cluster.fork() for each of os.cpus()': '按 os.cpus() 的数量逐个 cluster.fork()',
  'cluster.fork() up to os.availableParallelism()':
    '按 os.availableParallelism() 的数量 cluster.fork()',
  'os.availableParallelism() = {0}': 'os.availableParallelism() = {0}',
  'egg workers unset': 'egg 未设置 workers',
  'no physical id in cpuinfo, so all {0} processors':
    'cpuinfo 中没有 physical id，因此取全部 {0} 个 processor',
  'cpu cores per physical id add up to {0}; {1} < {2} processors? {3}':
    '各 physical id 的 cpu cores 合计 {0}；{1} < {2} 个 processor？{3}',
  'yes: the cores': '是：取核数',
  'no: the processors': '否：取 processor 数',
  '/proc/cpuinfo': '/proc/cpuinfo',
  'the version of Node.js': 'Node.js 版本',
  'the cgroup': 'cgroup',
  "open files: which ports are the service's own": '打开的文件：哪些端口属于该服务',
  'open files of the service': '该服务打开的文件',
  'Connect as the service’s user or root, or name its log files under `logs` in services.yml.':
    '请以该服务的用户或 root 登录，或在 services.yml 的 `logs` 下列出日志文件。',
  'log files': '日志文件',
  'No file matches `logs` in services.yml.': '没有文件匹配 services.yml 中的 `logs`。',
  'No process of the service holds a log file open. Name its log files under `logs` in services.yml.':
    '该服务的进程都没有打开日志文件。请在 services.yml 的 `logs` 下列出日志文件。',
  'Connect as a user who may read it.': '请以有权读取它的用户登录。',
  'requests counted at {0}': '{0} 处统计的请求数',
  'Nothing answered there, or the node has none of curl, wget, bash and nc to ask with.':
    '那里没有应答，或者该节点没有可用来请求的 curl、wget、bash 或 nc。',
  'The page has no counter of that name, or it fell meanwhile, as where each worker counts for itself: name one under `requests.metric` in services.yml.':
    '该页面没有这个名称的计数器，或者它在此期间变小了（例如每个工作进程各自计数）：请在 services.yml 的 `requests.metric` 下指定一个。',
  '{0} more log files': '另外 {0} 个日志文件',
  'Raise logFiles in the runbook, or name fewer files under `logs` in services.yml.':
    '请在 runbook 中调大 logFiles，或在 services.yml 的 `logs` 下少列一些文件。',
  'backlog of stdout and stderr': 'stdout 和 stderr 的积压',
  'They are pipes or sockets, or may not be looked at; the kernel tells a shell nothing of what waits in them.':
    '它们是管道或 socket，或无权查看；内核不会告诉 shell 其中有多少内容在等待。',
  'open files: which inspectors are open': '打开的文件：哪些 inspector 已打开',
  'signals that the processes catch': '进程捕获的信号',
  'heap figures': '堆数据',
  'No inspector is open. SIGUSR1 would open it on one worker (about 0.2 s), where process.memoryUsage() takes some 50 ms and stops nothing; while it is open any local user could run code in that process, and a handler of the application for SIGUSR1 would run instead. Where the rest leaves it open, memdiag asks for that approval, or takes it from --approve inspect.':
    '没有打开的 inspector。SIGUSR1 可以在一个工作进程上打开它（约 0.2 s），读取 process.memoryUsage() 约需 50 ms，不会停顿；打开期间，本机任何用户都可以在该进程中执行代码；如果应用自己处理 SIGUSR1，则会执行应用的处理函数。若其他证据不足以下结论，memdiag 会请求批准，或由 --approve inspect 事先批准。',
  'PSS and private memory of {0}: anonymous memory stands in':
    '{0} 的 PSS 和私有内存：以匿名内存代替',
  'PSS and private memory beyond the first {0} of {1} processes':
    '{1} 个进程中前 {0} 个之后的 PSS 和私有内存',
  'node_modules of the service': '该服务的 node_modules',
  'listening ports of the service': '该服务监听的端口',
  'Connect as the service’s user or root, or name the port under `websocket` in services.yml.':
    '请以该服务的用户或 root 登录，或在 services.yml 的 `websocket` 下设置端口。',
  'Name the folder where the service is installed under `dir` in services.yml.':
    '请在 services.yml 的 `dir` 下设置该服务的安装目录。',
}
