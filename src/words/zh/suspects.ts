/** What src/core/suspect-words.ts says. */
export const SUSPECTS: Readonly<Record<string, string>> = {
  '{0} objects': '{0} 对象',
  "closures' variables": '闭包的变量',
  functions: '函数',
  'plain objects': '普通对象',
  arrays: '数组',
  '{0}, in the scope of function {1} ({2})': '{0}，位于函数 {1} 的作用域（{2}）',
  '(anonymous)': '（匿名）',
  'the variable `{0}`': '变量 `{0}`',
  '`{0}`': '`{0}`',
  '`{0}` of {1}': '{1} 的 `{0}`',
  'Let {0} let go of the {1} when they are done with.': '让 {0} 在 {1} 用完后释放它们。',
}
