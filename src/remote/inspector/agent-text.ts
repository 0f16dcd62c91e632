import { readFileSync } from 'node:fs'

const PARTS = ['process', 'expressions', 'websocket'] as const

let text: string | undefined

/** The agent's program as one text for `node -e`: its parts are modules that know each other only. */
export function agentText(): string {
  text ??= [
    '// memdiag-probe',
    'const parts = {}',
    'const own = (name) => parts[name] || require(name)',
    ...PARTS.map((name) => part(name)),
    ';((require) => {',
    read('main'),
    '})(own)',
  ].join('\n')
  return text
}

function part(name: string): string {
  return `;((module, require) => {\n${read(name)}\nparts['./${name}.cjs'] = module.exports\n})({}, own)`
}

/** Without comments, which the node need not read. */
function read(name: string): string {
  const source = readFileSync(new URL(`./agent/${name}.cjs`, import.meta.url), 'utf8')
  return source.replaceAll(/^\s*(?:\/\/|\/\*\*).*\n/gm, '')
}
