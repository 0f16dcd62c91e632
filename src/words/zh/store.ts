/** What is wrong with where investigations are kept. */
export const STORE: Readonly<Record<string, string>> = {
  'Could not append to investigation {0} at version {1}: its log moved on.':
    '无法在版本 {1} 处追加到调查 {0}：它的日志已有更新。',
  'Load it again and decide anew.': '请重新读取后再决定。',
  'Could not archive {0} in {1}.': '无法把 {0} 归档到 {1}。',
  '{0} is not what was written to it.': '{0} 与写入的内容不一致。',
  'The store in {0} was moved to {1} at {2}.': '{0} 中的存储已于 {2} 迁移到 {1}。',
  'Set DATABASE_URL to that database. To go on with the old copy, delete {0}.':
    '请把 DATABASE_URL 设为该数据库。如要继续使用旧的副本，请删除 {0}。',
  "Could not use the data folder {0}: it is not memdiag's and not empty.":
    '无法使用数据目录 {0}：它不属于 memdiag 且不为空。',
  'Name a folder of its own with --data or MEMDIAG_DATA; it is made when it is not there.':
    '请用 --data 或 MEMDIAG_DATA 指定专用目录；不存在时会自动创建。',
  'Could not use the data folder {0}: {1}.': '无法使用数据目录 {0}：{1}。',
  'Give one that you may write with --data or MEMDIAG_DATA.':
    '请用 --data 或 MEMDIAG_DATA 指定可写的目录。',
  'permission denied': '没有权限',
  'it belongs to another user': '它属于另一个用户',
  'the file system is read-only': '文件系统只读',
  'no space left on the device': '磁盘空间不足',
  'its parent folder does not exist': '上级目录不存在',
  'Could not use the data folder {0}: it, or a part of its path, is a file.':
    '无法使用数据目录 {0}：它或其路径的一部分是文件。',
  'Give a folder with --data or MEMDIAG_DATA.': '请用 --data 或 MEMDIAG_DATA 指定目录。',
  'The thread of the embedded database ended: {0}.': '内嵌数据库的线程已结束：{0}。',
  'Start memdiag again: what was stored is kept. Where memory ran out, give it more.':
    '请重新启动 memdiag：已存储的内容都在。如果内存不足，请增加内存。',
  'The database in {0} is of Postgres {1}, this memdiag brings Postgres {2}.':
    '{0} 中的数据库属于 Postgres {1}，而此 memdiag 自带 Postgres {2}。',
  'Use the memdiag that made it, or another --data folder.':
    '请使用创建它的 memdiag，或换一个 --data 目录。',
  something: '某个程序',
  'The data folder {0} is in use by {1}, on another host or in another container.':
    '数据目录 {0} 正被另一台主机或另一个容器中的 {1} 使用。',
  'Stop it, or use another --data folder, or DATABASE_URL for several at once. If it is gone, the lock {0} expires {1} s after its last sign of life.':
    '请停止它，或换一个 --data 目录；要同时运行多个，请用 DATABASE_URL。如果它已不在，锁 {0} 会在最后一次活动 {1} s 后失效。',
  'this process ({0})': '本进程（{0}）',
  'another memdiag, process {0}': '另一个 memdiag（进程 {0}）',
  'The data folder {0} is in use by {1} since {2}.': '数据目录 {0} 自 {2} 起正被 {1} 使用。',
  'Stop that one, or use another --data folder, or DATABASE_URL for several at once.':
    '请停止它，或换一个 --data 目录；要同时运行多个，请用 DATABASE_URL。',
  'The database has tables of version {0}, this memdiag knows {1}: a newer memdiag wrote it.':
    '数据库的表是版本 {0}，此 memdiag 只认识到 {1}：它由更新的 memdiag 写入。',
  'Update memdiag, or use another --data folder or DATABASE_URL.':
    '请更新 memdiag，或换一个 --data 目录或 DATABASE_URL。',
  '{0} holds investigations already.': '{0} 中已有调查。',
  'Name an empty database: the two stores are not mixed.': '请指定空的数据库：两份存储不会混合。',
  'Could not open the database in {0}: {1}': '无法打开 {0} 中的数据库：{1}',
  'Use another --data folder; the logs in this one may be damaged.':
    '请换一个 --data 目录；此目录中的日志可能已损坏。',
  'DATABASE_URL is not a connection string.': 'DATABASE_URL 不是连接字符串。',
  'Write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE.':
    '格式为 postgres://USER:PASSWORD@HOST:PORT/DATABASE。',
  '{0} is Postgres {1}; memdiag needs {2} or newer.':
    '{0} 是 Postgres {1}；memdiag 需要 {2} 或更新的版本。',
  'Update the server, or leave DATABASE_URL unset to use the embedded database.':
    '请升级服务器，或不设置 DATABASE_URL 以使用内嵌数据库。',
  'Could not store: no space left on the disk of the data folder.':
    '无法存储：数据目录所在磁盘空间不足。',
  'Make room there. What was stored before is as it was, and memdiag goes on from it.':
    '请腾出空间。之前存储的内容没有受到影响，memdiag 会从那里继续。',
  'Could not use {0}: {1}.': '无法使用 {0}：{1}。',
  'Check the user and the password in DATABASE_URL.': '请检查 DATABASE_URL 中的用户名和密码。',
  'Create the database, or name another in DATABASE_URL.':
    '请创建该数据库，或在 DATABASE_URL 中指定另一个。',
  'The user must be allowed to create schemas in this database.':
    '该用户需要有在此数据库中创建 schema 的权限。',
  'The server has no connection left: raise max_connections.':
    '服务器没有空闲连接：请调大 max_connections。',
  'Check that the server runs and that DATABASE_URL names it.':
    '请确认服务器正在运行，且 DATABASE_URL 指向它。',
  'Investigation {0} is not at version {1} any more, or goes on again.':
    '调查 {0} 已不在版本 {1}，或已重新开始。',
  'It is tried again later.': '稍后会重试。',
  'MEMDIAG_SNAPSHOT_KEY is not set.': '没有设置 MEMDIAG_SNAPSHOT_KEY。',
  'Kept snapshots are encrypted with it: 32 bytes, such as `openssl rand -base64 32` gives.':
    '保留的快照用它加密：32 字节，例如 `openssl rand -base64 32` 的输出。',
  'No snapshot {0} of investigation {1} is kept, or not any more.':
    '没有保留调查 {1} 的快照 {0}，或已不再保留。',
  'Snapshots are kept only with `keep: true` of the service in services.yml, and for a time.':
    '只有在 services.yml 中为该服务设置 `keep: true` 才会保留快照，且保留时间有限。',
  'Could not read the kept snapshot {0} of investigation {1}: {2}.':
    '无法读取调查 {1} 保留的快照 {0}：{2}。',
  'its end is missing': '缺少结尾',
  'MEMDIAG_SNAPSHOT_KEY is another one than it was kept with, or it was changed':
    'MEMDIAG_SNAPSHOT_KEY 与保留时所用的不同，或快照已被改动',
}
