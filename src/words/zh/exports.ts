/** Postmortems that go somewhere by themselves. */
export const EXPORTS: Readonly<Record<string, string>> = {
  'The postmortem was not exported': '事后复盘未能导出',
  'The postmortem was exported late': '事后复盘已补发导出',
  'the folder {0}': '文件夹 {0}',
  'the webhook of {0}': '位于 {0} 的 webhook',
  'The postmortem is in the folder {0}': '事后复盘已保存到文件夹 {0}',
  'The postmortem went to the webhook {0}': '事后复盘已送达 webhook {0}',
  'The postmortem went to {0} at try {1}.': '事后复盘在第 {1} 次尝试时已送达 {0}。',
  'The postmortem did not go to {0}: {1}.': '事后复盘未能送达 {0}：{1}。',
  '{0} It is tried again: ': '{0} 下次重试：',
  '{0} Given up after {1} tries; write it with: memdiag export {2}':
    '{0} 已尝试 {1} 次，不再重试；可以这样导出：memdiag export {2}',
}
