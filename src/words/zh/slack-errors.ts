/** What Slack refused or could not take, and what to do about it. */
export const SLACK_ERRORS: Readonly<Record<string, string>> = {
  'Slack could not take {0}: {1}.': 'Slack 未能接收 {0}：{1}。',
  'Slack refused {0}: {1}.': 'Slack 拒绝了 {0}：{1}。',
  'It is tried again.': '会再次尝试。',
  'too many requests, again in {0} s': '请求过多，{0} 秒后再试',
  'a message': '一条消息',
  'the change of a message': '对消息的修改',
  'a search for a message': '对消息的查找',
  'a window': '一个窗口',
  'the change of a window': '对窗口的修改',
  'the Home tab': '主页',
  'the question where to post': '对发布位置的查询',
  'the question who you are': '对你身份的查询',
  'the bot token': '机器人令牌',
  'the test message': '测试消息',
  'a socket (SLACK_APP_TOKEN)': '套接字连接（SLACK_APP_TOKEN）',
  'a canvas': '画布',
  'Slack did not take the file {0}: HTTP {1}.': 'Slack 没有接收文件 {0}：HTTP {1}。',
  'Slack did not take the file {0}: {1}.': 'Slack 没有接收文件 {0}：{1}。',
  'Slack gave no address for a file.': 'Slack 没有给出文件的上传地址。',
  'It is longer than a canvas holds ({0} characters).': '它超过了画布的容量（{0} 个字符）。',
  'Canvases are turned off in this workspace.': '本工作区关闭了画布功能。',
  "On Slack's free plan a canvas can only be the one tab of a channel.":
    '在 Slack 免费版中，画布只能作为频道唯一的标签页。',
  'The app lacks the scope canvases:write: paste manifest.yml again and install the app again.':
    '应用缺少权限 canvases:write：请重新粘贴 manifest.yml 并重新安装应用。',
  'memdiag is not allowed to make canvases in this workspace.': 'memdiag 无权在本工作区创建画布。',
  'Type /invite @memdiag in the channel.': '请在该频道中输入 /invite @memdiag。',
  'The channel is archived: ask in another one.': '该频道已归档：请换一个频道。',
  'Only some people may post in this channel: let memdiag, too, or ask in another one.':
    '该频道只允许部分人发言：请允许 memdiag 发言，或换一个频道。',
  'Install the app again with the scopes of manifest.yml.':
    '请按 manifest.yml 中的权限重新安装应用。',
  'It is no token of an installed app: copy it again from "OAuth & Permissions" into SLACK_BOT_TOKEN.':
    '它不是已安装应用的令牌：请从“OAuth & Permissions”页重新复制到 SLACK_BOT_TOKEN。',
  'Check SLACK_BOT_TOKEN.': '请检查 SLACK_BOT_TOKEN。',
  'Install the app again and set the new SLACK_BOT_TOKEN.':
    '请重新安装应用，并设置新的 SLACK_BOT_TOKEN。',
  'The token has expired: turn token rotation off in the app, install it again and set the new SLACK_BOT_TOKEN.':
    '令牌已过期：请在应用中关闭令牌轮换，重新安装，并设置新的 SLACK_BOT_TOKEN。',
}
