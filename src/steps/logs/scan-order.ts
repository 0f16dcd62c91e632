/**
 * Shell that sets $SCAN to the service's Node.js processes, those without a Node.js parent among them first:
 * a master holds the listening sockets and the logs, its workers are alike, and a probe looks at a few only.
 */
export const SCAN_ORDER = String.raw`SCAN=$(printf '%s\n' "$ALL" | awk -F '\t' '
  $1 == "s" && $13 == "n" { pid[++n] = $2; parent[n] = $3; mine[$2] = 1 }
  END {
    for (i = 1; i <= n; i++) if (!(parent[i] in mine)) print pid[i]
    for (i = 1; i <= n; i++) if (parent[i] in mine) print pid[i]
  }')`
