/** The help of the command line: what commander prints, whole descriptions and its own headings. */
export const HELP: Readonly<Record<string, string>> = {
  'Finds out where the memory of a Node.js service went, step by step, over SSH.':
    '通过 SSH 一步一步查明 Node.js 服务的内存用到了哪里。',
  'Usage:': '用法：',
  'Options:': '选项：',
  'Arguments:': '参数：',
  'Commands:': '命令：',
  'Global Options:': '全局选项：',
  'show help': '显示帮助',
  'display help for command': '显示命令的帮助',
  'print the version': '显示版本',
  'services.yml (else MEMDIAG_SERVICES, ./services.yml, ~/.config/memdiag/services.yml)':
    'services.yml（否则依次为 MEMDIAG_SERVICES、./services.yml、~/.config/memdiag/services.yml）',
  'where investigations are kept (else MEMDIAG_DATA, ~/.local/share/memdiag)':
    '调查的保存位置（否则为 MEMDIAG_DATA、~/.local/share/memdiag）',
  'of what is printed and posted (else MEMDIAG_LANGUAGE, else the locale)':
    '输出和发布所用的语言（否则为 MEMDIAG_LANGUAGE，再否则为系统 locale）',
  'a service of services.yml': 'services.yml 中的服务',
  'a runbook by name, or a file': 'runbook 的名称或文件',
  'text or json': 'text 或 json',
  'an id or its beginning; the latest without one': 'id 或其开头；不写则为最新的一次',
  'an id or its beginning; the only one under way without one':
    'id 或其开头；不写则为唯一进行中的一次',
  'such as: why 48 workers? what did you rule out? show top on web-2':
    '例如：为什么是 48 个工作进程？排除了什么？显示 web-2 的 top',
  'ask the log of an investigation': '就一次调查的记录提问',
  'what works and what does not: configuration, runbook, store, nodes, tokens':
    '检查哪些正常、哪些不正常：配置、runbook、存储、节点、令牌',
  'a faulty service, an SSH server and an investigation, on this machine':
    '在本机上演示：一个有故障的服务、一个 SSH 服务器和一次调查',
  'what exactly would run, and where; nothing is run': '显示究竟会在哪里运行什么；不会实际运行',
  'the postmortem of an investigation, as a file': '把一次调查的事后复盘导出为文件',
  'markdown, html or json (else by the ending of --out, else markdown)':
    'markdown、html 或 json（否则按 --out 的扩展名，再否则为 markdown）',
  'write to this file (or into this folder), readable by you alone':
    '写入该文件（或该目录），仅你自己可读',
  'the time zone of its times, such as Asia/Shanghai': '其中时间所用的时区，例如 Asia/Shanghai',
  'send it there as JSON with POST': '以 JSON 用 POST 发送到该地址',
  'an investigation whose snapshots were kept (`keep: true`)': '保留了快照的调查（`keep: true`）',
  'where to, readable by you alone: a .heapsnapshot': '写到哪里（.heapsnapshot），仅你自己可读',
  'take a kept snapshot out, decrypted; it holds what the process held, secrets too':
    '取出保留的快照并解密；其中包含该进程持有的一切，包括机密',
  'which one, such as snapshot-1; the newest without': '哪一个，例如 snapshot-1；不写则为最新的',
  'judge the stored evidence again, and tell what comes out differently':
    '重新判断已存储的证据，并指出结果的差异',
  'also write the log as JSON, readable by you alone': '同时把记录写成 JSON，仅你自己可读',
  'investigate a service, step by step, and print the verdict': '一步一步调查一个服务，并输出判定',
  'investigate this host, without a services.yml': '直接调查该主机，不需要 services.yml',
  'with --host: plain text in the title or command line of the service':
    '与 --host 一起使用：服务的进程标题或命令行中的文字',
  'only these steps, such as top,cpuinfo': '只运行这些步骤，例如 top,cpuinfo',
  'only these nodes of the service': '只调查服务的这些节点',
  'watch the memory until the looks at it span so long: 60s, 5m':
    '观察内存，直到观察时间达到该时长：60s、5m',
  'approve ahead what touches a process: inspect, gc, profile or snapshot (with those before it)':
    '预先批准会触及进程的操作：inspect、gc、profile 或 snapshot（包括它之前的各项）',
  'with --approve: also where the guard would refuse':
    '与 --approve 一起使用：即使保护检查会拒绝也执行',
  'services, runbook or investigation': 'services、runbook 或 investigation',
  'the JSON Schemas of the files memdiag reads and the JSON it prints':
    'memdiag 所读文件和所输出 JSON 的 JSON Schema',
  'set memdiag up: slack': '设置 memdiag：slack',
  'walk through the Slack app: create it, set its tokens, send a test message':
    '逐步设置 Slack 应用：创建应用、设置令牌、发送测试消息',
  'where to send a test message: the id of a channel, C0123ABCD':
    '测试消息发送到哪里：频道 id，例如 C0123ABCD',
  'the Slack app: answers /memdiag until it is stopped':
    'Slack 应用：一直响应 /memdiag，直到被停止',
  'where investigations are kept': '保存调查的存储',
  'copy the store of the data folder into an empty Postgres, with nothing lost':
    '把数据目录中的存储完整复制到一个空的 Postgres',
  'postgres://user:password@host:port/database': 'postgres://user:password@host:port/database',
  'measure again after the fix, and hold the prediction against it': '修复后重新测量，并与预测对照',
  'the investigations so far, newest first': '至今的调查，最新的在前',
  'how many': '数量',
  'an investigation as its thread': '以线程的形式显示一次调查',
  'what was sent to a model, to the letter, and what came back': '逐字显示发送给模型的内容及其返回',
  'go on with an investigation that was interrupted, waits, or could look deeper':
    '继续一次被中断、正在等待或可以更深入的调查',
  'end an investigation and stop what it runs on hosts': '结束一次调查，并停止它在主机上运行的内容',
  'what is in a heap snapshot, what grew between two, and who holds it':
    '堆快照中有什么、两个快照之间什么增长了、由谁持有',
  "classes with their counts and sizes, like DevTools' Summary; duplicated strings; the biggest objects":
    '各个类的数量和大小（同 DevTools 的 Summary）；重复的字符串；最大的对象',
  'a .heapsnapshot, also gzipped; - reads stdin':
    '一个 .heapsnapshot，也可以是 gzip 压缩的；- 表示读取 stdin',
  'rows at most': '最多显示的行数',
  "what came and went between two snapshots of one process, like DevTools' Comparison":
    '同一进程的两个快照之间新增和消失的对象（同 DevTools 的 Comparison）',
  'the older snapshot': '较早的快照',
  'the newer snapshot; - reads stdin': '较新的快照；- 表示读取 stdin',
  'classes at most': '最多显示的类数',
  'by class and own size alone: no retained sizes, faster':
    '只按类和自身大小：不计算保留大小，更快',
  'what holds the objects of a class, grouped': '一个类的对象由什么持有（分组显示）',
  'a snapshot': '一个快照',
  'objects of this class, by the name that summary shows': '该类的对象，使用 summary 显示的名称',
  'this object': '该对象',
  'only objects that this older snapshot does not have': '只看这个较早的快照中没有的对象',
  'groups at most': '最多显示的组数',
  'what grew, or is closed and still held, and the one edge that would free it':
    '哪些增长了，或已关闭却仍被持有，以及切断后可将其释放的那条边',
  'the oldest snapshot': '最早的快照',
  'a newer one': '较新的一个',
  'a third tells steady growth from a single step': '有第三个才能区分持续增长和一次性增长',
}

/** What stands below the help of a command. */
export const AFTER = {
  memdiag: `
示例：
  memdiag demo                                   调查本机上一个有故障的服务
  memdiag run checkout                           services.yml 中的服务
  memdiag run --host app@web-1.example           一台主机，不需要 services.yml
  memdiag run checkout --only top,cpuinfo        只运行两个步骤
  memdiag show                                   再次显示最新的调查
  memdiag export --out postmortem.html           其事后复盘，可阅读或打印

退出码：0 得出判定，1 未能完成（或 check 发现了问题），
2 用法或配置有误，130 被中断，可以继续。
`,
  start: `
需要 SLACK_BOT_TOKEN；Socket Mode 另需 SLACK_APP_TOKEN，HTTP 另需 SLACK_SIGNING_SECRET（监听 PORT，默认 3000）。
要创建的应用见 manifest.yml。设置 DATABASE_URL 可把调查保存在 Postgres 中，供多个副本使用。
`,
} as const
