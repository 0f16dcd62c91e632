import type { ProbeInput } from '../../core/step.ts'
import { probeScript } from '../prelude.ts'
import { quote } from '../shell.ts'
import * as limits from './limits.ts'
import { SCAN_ORDER } from '../logs/scan-order.ts'
import { LISTENING } from '../listening.ts'

/**
 * The probe of the websocket step: installed versions beside the service, the ports its processes listen on,
 * and, last because it takes longest, the lines of its own source that set perMessageDeflate.
 */
export function websocketProbe(input: ProbeInput): string {
  return probeScript(input, { body: body(input.service.dir) })
}

function body(dir: string | undefined): string {
  return String.raw`
TAB=$(printf '\t')
${SCAN_ORDER}
${LISTENING}
section listening
listening ${limits.SCANNED_PROCESSES} $SCAN
section folders
DIRS=$(${dir === undefined ? FOLDERS : String.raw`printf '%s\t%s\n' ${quote(dir)} ${quote(dir)}`})
printf '%s\n' "$DIRS"
section modules
MODULES=$(${MODULES})
printf '%s\n' "$MODULES"
section packages
${PACKAGES}
section settings
${SETTINGS}
`
}

/**
 * Where the service lives: the folder of its script and its working folder, as `FROM<TAB>SHOWN`, where FROM
 * goes through the process's own root, which is another one in a container.
 */
const FOLDERS = String.raw`printf '%s\n' "$ALL" | awk -F '\t' '$1 == "s" && $13 == "n" { print $2 "\t" $16 }' | head -n ${limits.SCANNED_PROCESSES} |
while IFS="$TAB" read -r pid command; do
  cwd=$(readlink "$pid/cwd" 2>/dev/null) || cwd=
  script=$(printf '%s\n' "$command" | awk -F '\037' '{
    n = split($1, word, /: (master|worker) process/)
    if (n > 1) { print word[1]; exit }
    for (i = 2; i <= NF; i++) {
      if ($i ~ /^(-r|--require|--import|--loader|-C|--conditions)$/) { i++; continue }
      if ($i != "" && $i !~ /^-/) { print $i; exit }
    }
  }')
  case $script in /*/*) printf '%s\t%s\n' "$pid" "${'$'}{script%/*}" ;; */*) [ -n "$cwd" ] && printf '%s\t%s\n' "$pid" "$cwd/${'$'}{script%/*}" ;; esac
  [ -n "$cwd" ] && printf '%s\t%s\n' "$pid" "$cwd"
done 2>/dev/null | awk -F '\t' '$2 != "/" && !seen[$2]++' | head -n ${limits.FOLDERS} |
while IFS="$TAB" read -r pid dir; do
  if [ -d "$pid/root$dir" ]; then printf '%s\t%s\n' "$pid/root$dir" "$dir"
  elif [ -d "$dir" ]; then printf '%s\t%s\n' "$dir" "$dir"; fi
done`

/** The node_modules beside and above, as `FROM<TAB>SHOWN`. */
const MODULES = String.raw`printf '%s\n' "$DIRS" | while IFS="$TAB" read -r from shown; do
  [ -n "$shown" ] || continue
  up=0
  while [ "$up" -le ${limits.PARENTS} ]; do
    [ -d "$from/node_modules" ] && printf '%s\t%s\n' "$from/node_modules" "$shown/node_modules"
    case $shown in /*/*) shown=${'$'}{shown%/*}; from=${'$'}{from%/*} ;; *) break ;; esac
    up=$((up + 1))
  done
done | awk -F '\t' '!seen[$2]++'`

/** Every copy of the three packages in them: nested, aliased, and pnpm's. */
const PACKAGES = String.raw`printf '%s\n' "$MODULES" | while IFS="$TAB" read -r m shown; do
  [ -n "$shown" ] || continue
  for f in "$m"/socket.io*/package.json "$m"/engine.io*/package.json "$m"/ws*/package.json \
    "$m"/*/node_modules/socket.io/package.json "$m"/*/node_modules/engine.io/package.json "$m"/*/node_modules/ws/package.json \
    "$m"/@*/*/node_modules/socket.io/package.json "$m"/@*/*/node_modules/engine.io/package.json "$m"/@*/*/node_modules/ws/package.json \
    "$m"/*/node_modules/*/node_modules/engine.io/package.json "$m"/*/node_modules/*/node_modules/ws/package.json \
    "$m"/.pnpm/socket.io@*/node_modules/socket.io/package.json "$m"/.pnpm/engine.io@*/node_modules/engine.io/package.json "$m"/.pnpm/ws@*/node_modules/ws/package.json; do
    [ -f "$f" ] && printf '%s\t%s\n' "$f" "$shown${'$'}{f#"$m"}"
  done
done | awk -F '\t' '!seen[$2]++' | head -n ${limits.PACKAGES * 2} | while IFS="$TAB" read -r f path; do
  # The least indented "name" and "version" are the package's own; deeper ones are an author's or npm's notes.
  head -c ${limits.PACKAGE_BYTES} "$f" | WHERE="$path" awk '
    function take(key,  text, at) {
      if (!match($0, "\"" key "\"[ \t]*:[ \t]*\"[^\"]*\"")) return
      at = match($0, /[^ \t{]/)
      if (key in depth && depth[key] <= at) return
      depth[key] = at
      match($0, "\"" key "\"[ \t]*:[ \t]*\"[^\"]*\"")
      text = substr($0, RSTART, RLENGTH)
      sub(/"$/, "", text); sub(/.*"/, "", text)
      value[key] = text
    }
    { take("name"); take("version") }
    END { if (value["name"] ~ /^(socket\.io|engine\.io|ws)$/) print value["name"] "\t" value["version"] "\t" ENVIRON["WHERE"] }'
done | head -n ${limits.PACKAGES}`

/** `timeout` is in coreutils and BusyBox; without it the number of files bounds the search. */
const SETTINGS = String.raw`LIMIT=; command -v timeout >/dev/null 2>&1 && LIMIT='timeout ${limits.SEARCH_SECONDS}'
printf '%s\n' "$DIRS" | while IFS="$TAB" read -r from shown; do
  case $shown in /*/*|/?*) ;; *) continue ;; esac
  $LIMIT find "$from" -xdev -maxdepth ${limits.SOURCE_DEPTH} \( -name node_modules -o -name .git \) -prune -o -type f \( -name '*.js' -o -name '*.cjs' -o -name '*.mjs' -o -name '*.ts' -o -name '*.json' \) -size -${limits.SOURCE_BLOCKS} -print 2>/dev/null |
    head -n ${limits.SOURCE_FILES} | tr '\n' '\000' | xargs -0 grep -Hno '.\{0,60\}perMessageDeflate.\{0,80\}' 2>/dev/null |
    head -n ${limits.SETTINGS} | F="$from" S="$shown" awk '
      index($0, ENVIRON["F"]) == 1 { $0 = ENVIRON["S"] substr($0, length(ENVIRON["F"]) + 1) }
      { print substr($0, 1, ${limits.PATH_CHARS + limits.LINE_CHARS}) }'
done | awk '!seen[$0]++' | head -n ${limits.SETTINGS}`
