/** What `memdiag check` and `memdiag setup slack` tell. */
export const SETUP: Readonly<Record<string, string>> = {
  services: '服务',
  runbook: 'runbook',
  store: '存储',
  'store and nodes': '存储和节点',
  'node {0}/{1}': '节点 {0}/{1}',
  slack: 'Slack',
  'slack bot token': 'Slack bot token',
  'slack way in': 'Slack 接入方式',
  'slack channel {0}': 'Slack 频道 {0}',
  'slack test message to {0}': '发到 {0} 的 Slack 测试消息',
  'memdiag is set up. Type /memdiag SERVICE here, or choose "Investigate memory" in the menu of an alert.':
    'memdiag 已设置好。在这里输入 /memdiag SERVICE，或在告警的菜单中选择“Investigate memory”。',
  '{0}: services: {1}': '{0}：服务数：{1}',
  'the Postgres of DATABASE_URL': 'DATABASE_URL 指定的 Postgres',
  'reached, {0}': '已连接，{0}',
  'reached, but `uname -s` gave no answer in time': '已连接，但 `uname -s` 没有及时应答',
  'reached, but `uname -s` gave exit code {0}': '已连接，但 `uname -s` 的退出码是 {0}',
  'The login shell must run POSIX sh commands.': '登录 shell 必须能运行 POSIX sh 命令。',
  'All is well.': '一切正常。',
  'Something is to be done.': '还有需要处理的问题。',
  'Create the app': '创建应用',
  'Let it listen': '让它接收消息',
  'Install it': '安装应用',
  'What Slack says:': 'Slack 的回答：',
  'All is set: memdiag start': '全部就绪：memdiag start',
  'Then set the variables and run `memdiag setup slack` again: it looks whether they work.':
    '然后设置这些变量，再次运行 `memdiag setup slack`：它会检查是否可用。',
  'Now invite memdiag into a channel (/invite @memdiag) and send a test message:':
    '现在把 memdiag 邀请进频道（/invite @memdiag），并发送一条测试消息：',
  '(the id stands at the bottom of the channel\u2019s details)': '（频道 ID 在频道详情的底部）',
  'Open this address, choose the workspace, and create the app:':
    '打开这个地址，选择工作区，创建应用：',
  'Open https://api.slack.com/apps, "Create New App", "From a manifest", and paste manifest.yml:':
    '打开 https://api.slack.com/apps，选择“Create New App”、“From a manifest”，并粘贴 manifest.yml：',
  'In the app, "Basic Information", "App-Level Tokens": generate one with the scope connections:write.':
    '在应用的“Basic Information”、“App-Level Tokens”中生成一个 scope 为 connections:write 的 token。',
  'Set SLACK_APP_TOKEN to it (xapp-...). It needs no address that Slack can reach.':
    '把 SLACK_APP_TOKEN 设为它（xapp-...）。不需要 Slack 能访问的地址。',
  'In the app, "Install App": install it into the workspace.':
    '在应用的“Install App”中把它安装到工作区。',
  'Set SLACK_BOT_TOKEN to the bot token that it shows (xoxb-...).':
    '把 SLACK_BOT_TOKEN 设为显示的 bot token（xoxb-...）。',
  'not configured: SLACK_BOT_TOKEN is not set (the terminal needs none)':
    '未配置：没有设置 SLACK_BOT_TOKEN（终端不需要）',
  'memdiag is in it': 'memdiag 已在其中',
  'sent: look at it in Slack': '已发送：请在 Slack 中查看',
  '; without the scope {0} {1}': '；没有 scope {0}，{1}',
  'postmortems are files and no canvases': '事后复盘以文件而不是 canvas 发布',
  '{0} lacks the scopes {1}': '{0} 缺少 scope：{1}',
  'the bot': 'bot',
  'the workspace': '该工作区',
  '{0} in {1}': '{0}，工作区 {1}',
  'Add them under "OAuth & Permissions" (or paste manifest.yml again) and install the app again.':
    '请在“OAuth & Permissions”中添加（或重新粘贴 manifest.yml），并重新安装应用。',
  'Install the app of manifest.yml into the workspace and set SLACK_BOT_TOKEN to its bot token (xoxb-...).':
    '请把 manifest.yml 的应用安装到工作区，并把 SLACK_BOT_TOKEN 设为其 bot token（xoxb-...）。',
  'HTTP, by SLACK_SIGNING_SECRET': 'HTTP，使用 SLACK_SIGNING_SECRET',
  'neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set':
    'SLACK_APP_TOKEN 和 SLACK_SIGNING_SECRET 都没有设置',
  'Set SLACK_APP_TOKEN (xapp-..., scope connections:write) for Socket Mode.':
    'Socket Mode 请设置 SLACK_APP_TOKEN（xapp-...，scope 为 connections:write）。',
  'Socket Mode, by SLACK_APP_TOKEN': 'Socket Mode，使用 SLACK_APP_TOKEN',
  'apps.connections.open failed: {0}': 'apps.connections.open 失败：{0}',
  'Make an app-level token with the scope connections:write and set SLACK_APP_TOKEN to it.':
    '请生成 scope 为 connections:write 的 app-level token，并把 SLACK_APP_TOKEN 设为它。',
  'Slack sent no ts for a message.': 'Slack 没有返回消息的 ts。',
  'Slack opened no socket within {0} s.': 'Slack 没有在 {0} s 内打开 socket。',
}
