/** What is wrong with a setting: variables, services.yml, the runbook. */
export const CONFIG: Readonly<Record<string, string>> = {
  'Environment variable {0}: {1}.': '环境变量 {0}：{1}。',
  'Correct the variable, or unset it.': '请更正该变量，或取消设置。',
  'missing: expected {0}': '缺少：应为 {0}',
  'Invalid input: expected {0}, received {1}': '输入无效：应为 {0}，实际是 {1}',
  'Invalid input: expected {0}': '输入无效：应为 {0}',
  'Invalid option: expected one of {0}': '选项无效：应为以下之一：{0}',
  'Too small: expected {0} to have >={1} {2}': '太少：{0} 至少要有 {1} 项（{2}）',
  'Too small: expected {0} to be {1}': '太小：{0} 应当 {1}',
  'Too big: expected {0} to be {1}': '太大：{0} 应当 {1}',
  'Found no services.yml: looked for {0} and {1}.': '没有找到 services.yml：查找过 {0} 和 {1}。',
  'Name one with --services FILE or MEMDIAG_SERVICES, or investigate a host directly: memdiag run --host USER@HOST.':
    '请用 --services FILE 或 MEMDIAG_SERVICES 指定，或直接调查主机：memdiag run --host USER@HOST。',
  'There is no runbook {0}: {1} does not exist.': '没有 runbook {0}：{1} 不存在。',
  'The runbook that comes with memdiag is `memory`; a path to a .yml file works too.':
    'memdiag 自带的 runbook 是 `memory`；也可以给出 .yml 文件的路径。',
  '{0}: retention.deleteAfter needs retention.archive: nothing is deleted that was not exported before.':
    '{0}: retention.deleteAfter 需要 retention.archive：没有先导出的内容不会删除。',
  'Name a folder, such as `archive: ./archive`.': '请指定目录，例如 `archive: ./archive`。',
  '{0}: services.{1}.nodes: two nodes are called {2}.':
    '{0}: services.{1}.nodes: 有两个节点都叫 {2}。',
  'Give each a `name` of its own; --node chooses by it.':
    '请给每个节点各自的 `name`；--node 按它选择。',
  '{0}: services.{1}.nodes: `{2}` is not [user@]host[:port].':
    '{0}: services.{1}.nodes: `{2}` 不符合 [user@]host[:port]。',
  '{0}: {1}: {2}': '{0}: {1}：{2}',
  'the file': '文件',
  'unknown key': '未知的键',
  'Check the path and that you may read it.': '请检查路径以及读取权限。',
  'Correct the lines above; `memdiag schema services` and `memdiag schema runbook` show what is expected.':
    '请更正上述各行；`memdiag schema services` 和 `memdiag schema runbook` 会显示应有的格式。',
  'SLACK_BOT_TOKEN is not set.': '没有设置 SLACK_BOT_TOKEN。',
  'services.yml names no retention.archive.': 'services.yml 没有写 retention.archive。',
  'Slack is not connected.': '没有连上 Slack。',
  'SLACK_BOT_TOKEN is not set, so there is no Slack to talk to.':
    '没有设置 SLACK_BOT_TOKEN，无法连接 Slack。',
  'Create the app from manifest.yml, install it, and set SLACK_BOT_TOKEN and SLACK_APP_TOKEN.':
    '请用 manifest.yml 创建应用并安装，然后设置 SLACK_BOT_TOKEN 和 SLACK_APP_TOKEN。',
  'Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set.':
    'SLACK_APP_TOKEN 和 SLACK_SIGNING_SECRET 都没有设置。',
  'SLACK_APP_TOKEN (xapp-..., scope connections:write) for Socket Mode; SLACK_SIGNING_SECRET for HTTP.':
    'Socket Mode 用 SLACK_APP_TOKEN（xapp-...，scope 为 connections:write）；HTTP 用 SLACK_SIGNING_SECRET。',
  'Slack needs one more token besides SLACK_BOT_TOKEN.':
    '除 SLACK_BOT_TOKEN 外，Slack 还需要一个 token。',
  'Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.':
    'Socket Mode 请设置 SLACK_APP_TOKEN，HTTP 请设置 SLACK_SIGNING_SECRET。',
  'Could not listen on port {0}: {1}.': '无法监听端口 {0}：{1}。',
  'Choose another port, or end what uses it.': '请换一个端口，或结束占用它的程序。',
  'Could not listen on {0}:{1} (MEMDIAG_OPS_LISTEN): {2}.':
    '无法监听 {0}:{1}（MEMDIAG_OPS_LISTEN）：{2}。',
  'Choose another address, or end what uses it.': '请换一个地址，或结束占用它的程序。',
  'memdiag is starting.': 'memdiag 正在启动。',
  'No answer within {0} ms.': '{0} ms 内没有应答。',
}

/** What schemas expect: texts of their own, recognised where they stand in a fault. */
export const FAULTS: Readonly<Record<string, string>> = {
  'expected PORT or HOST:PORT, such as 9091 or 0.0.0.0:9091':
    '应为 PORT 或 HOST:PORT，例如 9091 或 0.0.0.0:9091',
  'a port is at most 65535': '端口最大为 65535',
  'expected dollars a million tokens, in and out, such as 0.25,2':
    '应为每百万 token 的美元价格（输入、输出），例如 0.25,2',
  'expected a time zone, such as Asia/Shanghai': '应为时区，例如 Asia/Shanghai',
  'expected markdown, html or json, such as markdown,html':
    '应为 markdown、html 或 json，例如 markdown,html',
  'expected 32 bytes in base64 or hex, such as `openssl rand -base64 32` gives':
    '应为 base64 或十六进制的 32 字节，例如 `openssl rand -base64 32` 的输出',
  'expected postgres://user:password@host:port/database':
    '应为 postgres://user:password@host:port/database',
  'a bot token begins with xoxb-': 'bot token 以 xoxb- 开头',
  'an app-level token begins with xapp-': 'app-level token 以 xapp- 开头',
  'expected bytes, or a number with KiB, MiB or GiB, such as 2GiB':
    '应为字节数，或带 KiB、MiB、GiB 的数字，例如 2GiB',
  'expected a port from 1 to 65535': '应为 1 到 65535 之间的端口',
  'a node needs either `host` or `local: true`': '节点需要 `host` 或 `local: true` 之一',
  'expected `[user@]host[:port]` or { name, host, enter, ssh }':
    '应为 `[user@]host[:port]` 或 { name, host, enter, ssh }',
  'expected a metrics page on the node itself, such as http://127.0.0.1:9100/metrics':
    '应为节点本机的指标页面，例如 http://127.0.0.1:9100/metrics',
  'expected the name of a Prometheus counter, such as http_requests_total':
    '应为 Prometheus 计数器的名称，例如 http_requests_total',
  '{ url, metric }': '{ url, metric }',
  'expected `off`, or nothing': '应为 `off`，或不写',
  'a service name has letters, digits, `.`, `_` and `-`':
    '服务名由字母、数字、`.`、`_` 和 `-` 组成',
  'this word is a command of memdiag: choose another name': '这个词是 memdiag 的命令：请换一个名称',
  'expected days, such as 90d': '应为天数，例如 90d',
  'expected a `folder`, a `webhook`, or both': '应有 `folder` 或 `webhook`，或两者都有',
  'a webhook needs an https:// address (or http:// on this machine)':
    'webhook 需要 https:// 地址（本机可用 http://）',
  'each step may stand there once': '每个步骤只能出现一次',
}
