/** What failed, why, and what to do about it. */
export const ERRORS: Readonly<Record<string, string>> = {
  'The thread of {0} is being posted by another process.': '{0} 的讨论串正由另一个进程发布。',
  'This is a fault in memdiag: please report it.': '这是 memdiag 自身的缺陷：请报告。',
  'Posts of {0} are left.': '{0} 还有未发布的消息。',
  'Investigation {0} is being worked on by another process.': '调查 {0} 正由另一个进程处理。',
  'Watch it with: memdiag show {0}': '查看进展：memdiag show {0}',
  'Node {0} let us in, but no shell answered within {1} s.':
    '节点 {0} 允许登录，但 {1} s 内没有 shell 应答。',
  'Investigation {0} goes on again.': '调查 {0} 已重新开始。',
  'What was kept of {0} is not there any more: there is nothing to compare with.':
    '为 {0} 保留的内容已不存在：没有可比较的对象。',
  'Begin with a new investigation.': '请重新发起调查。',
  'Could not reach port {0} of {1}: no tunnel leads into a container that is entered by a command.':
    '无法连接 {1} 的端口 {0}：通过命令进入的容器没有隧道可用。',
  'Publish the port on the host and name it under `websocket` in services.yml, or reach the container by SSH.':
    '请在宿主机上发布该端口并写入 services.yml 的 `websocket`，或用 SSH 直接登录容器。',
  'Refused {0}: its {1} key is marked @revoked in {2} line {3}.':
    '拒绝连接 {0}：其 {1} 密钥在 {2} 第 {3} 行被标记为 @revoked。',
  'Do not connect. Give the host a new key, or ask who revoked this one.':
    '请勿连接。请为主机更换密钥，或询问是谁吊销了它。',
  'Refused {0}: it shows another {1} key than {2} holds in line {3}. The host was set up anew, or somebody is in between.':
    '拒绝连接 {0}：它的 {1} 密钥与 {2} 第 {3} 行记录的不同。可能主机重装过，也可能有人在中间。',
  '{0} If it is right, replace that line with:\n{1}': '{0} 如果无误，请把该行替换为：\n{1}',
  'Refused {0}: {1} holds no key of {2}.{3}': '拒绝连接 {0}：{1} 中没有 {2} 的密钥。{3}',
  '{0} If it is right, add this line to {1}:\n{2}': '{0} 如果无误，请把这一行加入 {1}：\n{2}',
  'Could not {0}: {1}.': '无法 {0}：{1}。',
  'Could not read {0}: {1}.': '无法读取 {0}：{1}。',
  'the answer could not be read': '应答无法解析',
  'no node could be asked': '没有可以查询的节点',
  'none of {0} nodes answered: {1}': '{0} 个节点都没有应答：{1}',
  'no step was carried out': '没有执行任何步骤',
  'no node could be investigated': '没有可以调查的节点',
  'no node gave an answer that could be read': '没有节点给出可以解析的应答',
  'nothing listens there': '那里没有监听',
  'Could not start sh on {0}: {1}.': '无法在 {0} 上启动 sh：{1}。',
  'Check that it is a file that memdiag may read.': '请确认它是 memdiag 有权读取的文件。',
  'Could not send a script of {0} bytes: Linux takes {1} in one argument.':
    '无法发送 {0} 字节的脚本：Linux 单个参数最多 {1} 字节。',
  'Could not enter the container on {0} with `{1}`: {2}.': '无法用 `{1}` 进入 {0} 上的容器：{2}。',
  'Check `enter` in services.yml: it must lead into a shell that reads commands from stdin.':
    '请检查 services.yml 中的 `enter`：它必须进入一个从 stdin 读取命令的 shell。',
  'Could not run a script on {0}: no shell answered, {1}.':
    '无法在 {0} 上运行脚本：没有 shell 应答，{1}。',
  'The account needs a login shell, and no forced command in authorized_keys or sshd_config.':
    '该账户需要登录 shell，且 authorized_keys 或 sshd_config 中不能有强制命令。',
  'Could not log in to {0}: its key file {1} is not there.': '无法登录 {0}：密钥文件 {1} 不存在。',
  'Check `identity` in services.yml.': '请检查 services.yml 中的 `identity`。',
  'Could not log in to {0} as {1}: the server accepts no key of ours ({2}).{3}':
    '无法以 {1} 登录 {0}：服务器不接受我们的任何密钥（{2}）。{3}',
  'Check that `ssh -p {0} {1}@{2}` works, and `user` and `identity` in services.yml.':
    '请确认 `ssh -p {0} {1}@{2}` 可用，并检查 services.yml 中的 `user` 和 `identity`。',
  'Check it with `ssh -G -F {0} localhost`.': '请用 `ssh -G -F {0} localhost` 检查。',
  'Could not connect to {0} ({1}:{2}): it closed the connection before the handshake, {3} times ({4}).':
    '无法连接 {0}（{1}:{2}）：握手之前连接就被关闭，共 {3} 次（{4}）。',
  'Check that an SSH server answers there, and its MaxStartups.':
    '请确认那里有 SSH 服务器应答，并检查其 MaxStartups。',
  'Check that the host is up, its address, and the firewall in between.':
    '请检查主机是否在线、地址是否正确，以及中间的防火墙。',
  'Could not connect to {0} ({1}:{2}): {3}.': '无法连接 {0}（{1}:{2}）：{3}。',
  'Could not connect to {0} ({1}:{2}) through its jump host: {3}.':
    '无法通过跳板机连接 {0}（{1}:{2}）：{3}。',
  'Check that the jump host reaches it, and that AllowTcpForwarding is on there.':
    '请确认跳板机能连到它，且跳板机上开启了 AllowTcpForwarding。',
  'Could not connect to {0} ({1}:{2}): {3}{4}.': '无法连接 {0}（{1}:{2}）：{3}{4}。',
  ' during the login': '（登录过程中）',
  'Check that `ssh -p {0} {1}@{2}` works.': '请确认 `ssh -p {0} {1}@{2}` 可用。',
  'Could not find a way to {0}: its jump hosts lead in a circle or are more than {1}.':
    '找不到到 {0} 的路径：跳板机形成环路或超过 {1} 个。',
  'Check ProxyJump in ~/.ssh/config and `jump` in services.yml.':
    '请检查 ~/.ssh/config 中的 ProxyJump 和 services.yml 中的 `jump`。',
  'Could not reach {0}: ~/.ssh/config sets a ProxyCommand for it, and memdiag runs no command from there.':
    '无法连接 {0}：~/.ssh/config 为它设置了 ProxyCommand，而 memdiag 不执行其中的命令。',
  'Use ProxyJump in ~/.ssh/config, or `ssh: { jump: [...] }` in services.yml.':
    '请改用 ~/.ssh/config 中的 ProxyJump，或 services.yml 中的 `ssh: { jump: [...] }`。',
  'Could not read the jump host `{0}`.': '无法解析跳板机 `{0}`。',
  'It is written [user@]host[:port].': '格式为 [user@]host[:port]。',
  'Could not read {0}: `Port {1}` is no port.': '无法解析 {0}：`Port {1}` 不是有效端口。',
  'A port is a number from 1 to 65535.': '端口是 1 到 65535 之间的数字。',
  'Could not run a script on {0}: its SSH server refuses a session ({1}).':
    '无法在 {0} 上运行脚本：其 SSH 服务器拒绝会话（{1}）。',
  'Check MaxSessions and the rights of the account in its sshd_config.':
    '请检查其 sshd_config 中的 MaxSessions 和账户权限。',
  'Lost the connection to {0}: {1}.': '与 {0} 的连接中断：{1}。',
  'The next step connects anew; check the host when it happens again.':
    '下一步骤会重新连接；如果再次发生，请检查该主机。',
  'Could not reach port {0} of {1}: its SSH server does not allow forwarding.':
    '无法连接 {1} 的端口 {0}：其 SSH 服务器不允许转发。',
  'Set AllowTcpForwarding to `local` in its sshd_config, or go without.':
    '请在其 sshd_config 中把 AllowTcpForwarding 设为 `local`，或不使用该功能。',
  'Could not {0}: no answer within {1} s.': '无法 {0}：{1} s 内没有应答。',
  'Did not {0}: it was stopped.': '没有 {0}：已被停止。',
  'It was stopped.': '已被停止。',
  'Did not run the snapshot command for {0}: {1} is there already.':
    '没有为 {0} 运行快照命令：{1} 已存在。',
  'Move it away, or name another file: memdiag removes only what was made for it.':
    '请移走它，或指定其他文件：memdiag 只删除为它生成的文件。',
  'Sent no signal to {0}: {1} snapshots lie in {2} already.':
    '没有向 {0} 发送信号：{2} 中已有 {1} 份快照。',
  'Clear that folder first: which of them is new could not be told.':
    '请先清理该目录：否则无法判断哪一份是新的。',
  'Sent no signal to {0}: none is known of which it writes a snapshot, and one that it does not handle would end it.':
    '没有向 {0} 发送信号：不清楚哪个信号会让它写出快照，而它不处理的信号会终止它。',
  'Start it with --heapsnapshot-signal=SIGUSR2, or let the inspector be opened.':
    '请用 --heapsnapshot-signal=SIGUSR2 启动它，或允许打开 inspector。',
  'Got no snapshot of {0}: {1}.': '没有得到 {0} 的快照：{1}。',
  'Lost the inspector of {0}: {1}.': '与 {0} 的 inspector 的连接中断：{1}。',
  'its connection was closed': '连接被关闭',
  'What memdiag opened closes itself: by its agent on the node, or the timer inside the process.':
    'memdiag 打开的会自行关闭：由节点上的代理或进程内的定时器关闭。',
  'Could not look at process {0} on {1} in time.': '没有及时查看到 {1} 上的进程 {0}。',
  'Process {0} does not run on {1} any more.': '{1} 上的进程 {0} 已不再运行。',
  'It ended or was restarted: investigate again.': '它已结束或重启：请重新调查。',
  'Did not open the inspector of {0}: {1}.': '没有打开 {0} 的 inspector：{1}。',
  'Abandoned the snapshot of {0}: only {1} of memory were left, less than {2}.':
    '放弃了 {0} 的快照：内存只剩 {1}，少于 {2}。',
  'What V8 builds of it inside the process cannot be stopped, and is freed when it is done.':
    'V8 在进程内的生成过程无法停止，完成后会释放。',
  'Could not remove {0} on {1}.': '无法删除 {1} 上的 {0}。',
  'Remove it by hand: a snapshot holds whatever the process held.':
    '请手工删除：快照包含进程持有的全部内容。',
  'process {0} on {1}': '{1} 上的进程 {0}',
  'too little memory was left; what V8 builds of it cannot be stopped':
    '剩余内存过少；V8 已开始的生成过程无法停止',
  'the process ended or was restarted': '进程已结束或重启',
  'it does not catch the signal any more': '它不再捕获该信号',
  'no file appeared where it was to lie': '应当出现的位置没有出现文件',
  'no whole file appeared in time': '没有及时出现完整的文件',
  'its file is larger than {0} GiB': '其文件大于 {0} GiB',
  'its file may not be read by this account': '该账户无权读取其文件',
  'the script on its node ended before its time': '节点上的脚本提前结束',
  'the command ended with exit code {0}': '命令以退出码 {0} 结束',
  'the command ended with exit code {0}: {1}': '命令以退出码 {0} 结束：{1}',
  'Look at `snapshot` in services.yml or the runbook.':
    '请检查 services.yml 或 runbook 中的 `snapshot`。',
  'it ended, or another process has its number now': '它已结束，或其进程号现属于另一个进程',
  'Investigate again: its pid and start time are no longer those that were seen.':
    '请重新调查：其 pid 和启动时间已与当时所见不同。',
  'it ended after SIGUSR1': '它在 SIGUSR1 之后结束了',
  'none is open, and opening one by SIGUSR1 was not allowed':
    '没有已打开的 inspector，且不允许用 SIGUSR1 打开',
  'this account may neither signal it nor run its program':
    '该账户既无权向它发送信号，也无权运行它的程序',
  "Connect as the service's user, or as root.": '请以该服务的用户或 root 登录。',
  'its program is not Node.js': '它的程序不是 Node.js',
  'it lives in another network namespace, as in a container':
    '它位于另一个网络命名空间，例如在容器中',
  'Name the container as a node with `enter` in services.yml.':
    '请在 services.yml 中用 `enter` 把该容器设为一个节点。',
  'it does not catch SIGUSR1, which would end it': '它不捕获 SIGUSR1，该信号会终止它',
  'Node.js with --disable-sigusr1, or one that has not started yet, looks like this.':
    '带 --disable-sigusr1 的 Node.js，或尚未完成启动的 Node.js，就是这种情况。',
  'something else listens where its inspector would open':
    '其 inspector 要使用的端口上有别的程序在监听',
  'All workers of a cluster share one port: only one of them can have it open.':
    'cluster 的所有工作进程共用一个端口：只有其中一个可以打开它。',
  'SIGUSR1 opened nothing: a handler of the application itself ran instead, or the process stands still. Nothing else was done to it, and the node is watched so that a late opening is closed at once':
    'SIGUSR1 没有打开任何东西：执行的是应用自己的处理函数，或者进程停住不动。没有对它做其他操作；该节点仍受监视，若稍后才打开会立即关闭',
  'Search the source for SIGUSR1. Where the application handles it, start one worker with --inspect=127.0.0.1:9229.':
    '请在源码中查找 SIGUSR1。如果应用处理了它，请用 --inspect=127.0.0.1:9229 启动一个工作进程。',
  'it does not answer: its event loop stands still in native code. What was opened is closed as soon as it goes on':
    '它没有应答：其事件循环停在原生代码中。已打开的会在它继续运行后立即关闭',
  'another process answered there; it was let go at once': '应答的是另一个进程；已立即放开它',
  'its program could not be started a second time beside it, which is what closes the inspector again':
    '无法在它旁边再启动一次它的程序，而重新关闭 inspector 要靠这个程序',
  'the agent on its node said {0}': '节点上的代理返回 {0}',
  'its name is not known': '无法解析其主机名',
  'Check the host in services.yml, or HostName in ~/.ssh/config.':
    '请检查 services.yml 中的 host，或 ~/.ssh/config 中的 HostName。',
  'the name server does not answer': '域名服务器没有应答',
  'Check the network of the machine memdiag runs on.': '请检查运行 memdiag 的机器的网络。',
  'Check the port, and that the SSH server runs.': '请检查端口，以及 SSH 服务器是否在运行。',
  'no way leads there': '没有可达的路由',
  'Check that the host is up, and the network in between.': '请检查主机是否在线，以及中间的网络。',
  'no answer': '没有应答',
  'Check the host and its port in services.yml.': '请检查 services.yml 中的 host 及其端口。',
}
