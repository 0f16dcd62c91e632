/** Wrong use of the command line: what is wrong, and what to type. */
export const USAGE: Readonly<Record<string, string>> = {
  "unknown option '{0}'": '未知选项“{0}”',
  "unknown command '{0}'": '未知命令“{0}”',
  "missing required argument '{0}'": '缺少必需的参数“{0}”',
  "required option '{0}' not specified": '没有给出必需的选项“{0}”',
  "option '{0}' argument missing": '选项“{0}”缺少参数',
  "option '{0}' argument '{1}' is invalid. Allowed choices are {2}.":
    '选项“{0}”的参数“{1}”无效。可选：{2}。',
  "too many arguments for '{0}'. Expected {1} but got {2}.":
    '“{0}”的参数过多：应为 {1} 个，给出了 {2} 个。',
  'Did you mean {0}? ': '你是指 {0} 吗？',
  '{0}See `memdiag --help`, or `memdiag COMMAND --help`.':
    '{0} 参见 `memdiag --help` 或 `memdiag COMMAND --help`。',
  "I don't understand the question `{0}`.": '看不懂这个问题：`{0}`。',
  'There is no format `{0}` for an export.': '导出没有 `{0}` 这种格式。',
  'The formats are markdown, html and json.': '可用的格式：markdown、html 和 json。',
  'There is no step `{0}`.': '没有步骤 `{0}`。',
  'The steps are: {0}.': '步骤有：{0}。',
  'There is no action `{0}` to approve.': '没有可批准的操作 `{0}`。',
  'The actions are, the cheapest first: {0}. Approving one approves those before it.':
    '操作有（代价小的在前）：{0}。批准一个即批准它之前的所有操作。',
  '`{0}` is no span of time.': '`{0}` 不是一段时间。',
  'Give seconds or minutes, at most an hour, such as 60s or 5m.':
    '请给出秒或分钟，最多一小时，例如 60s 或 5m。',
  'There is no format `{0}` here.': '这里没有 `{0}` 这种格式。',
  'The formats are text and json; `memdiag export` also writes markdown and html.':
    '可用的格式：text 和 json；`memdiag export` 还可写出 markdown 和 html。',
  '`{0}` names nothing.': '`{0}` 没有指明任何内容。',
  'Give one or more, separated by commas.': '请给出一个或多个，用逗号分隔。',
  '--limit takes a whole number above 0, not `{0}`.': '--limit 需要大于 0 的整数，而不是 `{0}`。',
  '--force goes with --approve.': '--force 要与 --approve 一起使用。',
  'It overrules the guard for what is approved, and nothing else.':
    '它只对已批准的操作越过保护检查，别无其他作用。',
  'Name either a service or --host, not both.': '请指定服务或 --host 之一，不要同时指定。',
  '--process goes with --host.': '--process 要与 --host 一起使用。',
  'A service of services.yml has its own `process`.': 'services.yml 中的服务有自己的 `process`。',
  'Which service? Name one, or a host with --host USER@HOST.':
    '哪个服务？请指定一个服务，或用 --host USER@HOST 指定主机。',
  '{0} names none.': '{0} 中没有服务。',
  '{0} has: {1}.': '{0} 中有：{1}。',
  '`{0}` is not [user@]host[:port].': '`{0}` 不符合 [user@]host[:port]。',
  'Such as app@web-1.example:2222, or [2001:db8::1]:22.':
    '例如 app@web-1.example:2222，或 [2001:db8::1]:22。',
  'Service {0} has no node `{1}`.': '服务 {0} 没有节点 `{1}`。',
  'Its nodes are: {0}.': '它的节点有：{0}。',
  'There is no schema `{0}`.': '没有名为 `{0}` 的 schema。',
  'The schemas are: services, runbook, investigation.':
    '可用的 schema：services、runbook、investigation。',
  'There is no time zone `{0}`.': '没有时区 `{0}`。',
  'Give a name of the tz database, such as UTC, Europe/Berlin or Asia/Shanghai.':
    '请给出 tz 数据库中的名称，例如 UTC、Europe/Berlin 或 Asia/Shanghai。',
  'Investigation {0} kept no {1}.': '调查 {0} 没有保留 {1}。',
  'It kept: {0}.': '保留的有：{0}。',
  'Investigation {0} kept no snapshot.': '调查 {0} 没有保留快照。',
  'Snapshots are kept with `keep: true` of the service in services.yml and MEMDIAG_SNAPSHOT_KEY set.':
    '要保留快照，请在 services.yml 中为该服务设置 `keep: true`，并设置 MEMDIAG_SNAPSHOT_KEY。',
  'Could not write {0}: {1}.': '无法写入 {0}：{1}。',
  'Name a file that is not there yet, in a folder where you may write.':
    '请指定一个尚不存在的文件，且所在目录可写。',
  'Could not write {0}: {1}': '无法写入 {0}：{1}',
  'Could not send the report to {0}: {1}.': '无法把报告发送到 {0}：{1}。',
  'The investigation is as it was; export it again, or with --out.':
    '调查没有受到影响；请重新导出，或使用 --out。',
  'A webhook needs an https:// address (or http:// on this machine).':
    'webhook 需要 https:// 地址（本机可用 http://）。',
  'A report holds command lines and log lines of the service: it is not sent in the clear.':
    '报告包含服务的命令行和日志行：不会以明文发送。',
  'The demo needs Linux, and this is {0}.': '演示需要 Linux，而这里是 {0}。',
  'memdiag reads /proc of the node it investigates. Run the demo in a Linux container.':
    'memdiag 要读取所调查节点的 /proc。请在 Linux 容器中运行演示。',
  'starting a socket.io service with {0} workers': '正在启动有 {0} 个工作进程的 socket.io 服务',
  '{0} of {1} workers listen': '{1} 个工作进程中已有 {0} 个开始监听',
  'the service listens on 127.0.0.1:{0}, SSH on 127.0.0.1:{1}':
    '服务监听 127.0.0.1:{0}，SSH 监听 127.0.0.1:{1}',
  'The service was not up within {0} s.': '服务没有在 {0} s 内启动。',
  'The machine may be too busy: try again when it is not.': '机器可能太忙：请稍后再试。',
  'The service and the SSH server of the demo are stopped.': '演示的服务和 SSH 服务器已停止。',
}
