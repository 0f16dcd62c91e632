import {
  COMMAND_BYTES,
  COMMANDS_BUDGET_BYTES,
  MAX_OTHERS,
  MAX_PROCESSES,
  SHORT_COMMAND_BYTES,
} from './limits.ts'

/**
 * The awk program that reads every process once and selects the service's: lines of `head -v` over status,
 * stat and cmdline and of `ls -ln` over exe, NUL as \037. It stays within what mawk, gawk and BusyBox share.
 *
 * Environment: NP (nonce path), TEXT (plain text to match, newlines as \036), ME (the probe's shell),
 * OWN (pids of memdiag), OTHERS (1: the largest other processes too).
 *
 * Prints the selected pids, those of Node.js among them, the pids of probes and of memdiag, then a row a process.
 */
export const SELECT_PROCESSES = String.raw`
function base(path,  parts, count) { count = split(path, parts, "/"); return parts[count] }
function first(text, sep,  at) { at = index(text, sep); return at ? substr(text, 1, at - 1) : text }
function named(name) { return name ~ /^node(js)?(-?v?[0-9][0-9.]*)?$/ }
function isnode(pid,  name, title) {
  name = base(exe[pid]); sub(/ \(deleted\)$/, "", name)
  if (named(name)) return 1
  if (name != "" && name !~ /^(ld-|qemu)/) return 0
  title = first(cmd[pid], "\037")
  if (named(base(first(title, " ")))) return 1
  return title ~ /^PM2 v[^:]*: God Daemon/ || title ~ /(\/|\.)[^:]*: (master|worker)( p[roces]*)?$/
}
function ismemdiag(pid,  args, count, i, arg, before) {
  count = split(cmd[pid], args, "\037")
  for (i = 2; i <= count && i <= 8; i++) {
    arg = args[i]
    before = args[i - 1]
    if (arg == "" || substr(arg, 1, 1) == "-") continue
    if (before ~ /^(--import|--require|-r|--loader|--experimental-loader)$/) continue
    if (base(arg) == "memdiag" || base(arg) == "memdiag.js") return 1
    if (arg ~ /memdiag\/(src\/main\.ts|dist\/main\.js)$/) return 1
    return (ppid[pid] in memdiag) && arg ~ /(^|\/)(src\/main\.ts|dist\/main\.js)$/
  }
  return 0
}
# Adds to a set of pids all their descendants, not through excluded ones.
function descend(set,  i, pid, grew) {
  do {
    grew = 0
    for (i = 1; i <= n; i++) {
      pid = order[i]
      if (!(pid in set) && (ppid[pid] in set) && !(pid in excluded)) { set[pid] = 1; grew = 1 }
    }
  } while (grew)
}
function matches(pid,  plain) {
  if (text == "") return node[pid]
  if (index(cmd[pid], text)) return 1
  plain = cmd[pid]
  gsub("\037", " ", plain)
  return index(plain, text) > 0
}
function value(text) { return text == "" ? "-" : text }
function row(kind, pid,  bound, line) {
  bound = spent > ${COMMANDS_BUDGET_BYTES} ? ${SHORT_COMMAND_BYTES} : ${COMMAND_BYTES}
  line = substr(cmd[pid], 1, bound)
  spent += length(line)
  # The row ends in \037: masking "token=" at its end then stops there and does not reach the next row.
  print kind "\t" pid "\t" value(ppid[pid]) "\t" value(uid[pid]) "\t" value(start[pid]) "\t" value(ticks[pid]) "\t" value(rss[pid]) "\t" value(anon[pid]) "\t" value(file[pid]) "\t" value(shmem[pid]) "\t" value(swap[pid]) "\t" value(cgt[pid]) "\t" (node[pid] ? "n" : "-") "\t" value(exe[pid]) "\t" comm[pid] "\t" line "\037"
}
BEGIN { np = ENVIRON["NP"]; text = ENVIRON["TEXT"]; me = ENVIRON["ME"]; header = "==> " np }
index($0, header) == 1 {
  rest = substr($0, length(header) + 1)
  pid = first(rest, "/")
  reading = first(substr(rest, length(pid) + 2), " ")
  if (!(pid in known)) { known[pid] = 1; order[++n] = pid }
  next
}
(at = index($0, np)) {
  reading = ""
  arrow = index($0, " -> ")
  if (arrow) exe[first(substr($0, at + length(np)), "/")] = substr($0, arrow + 4)
  next
}
reading == "cmdline" { cmd[pid] = cmdlines[pid]++ ? cmd[pid] "\036" $0 : $0; next }
reading == "stat" { stat[pid] = stat[pid] " " $0; next }
reading == "status" {
  if ($1 == "Name:") { comm[pid] = substr($0, 7) }
  else if ($1 == "State:") { state[pid] = $2 }
  else if ($1 == "PPid:") { ppid[pid] = $2 }
  else if ($1 == "Uid:") { uid[pid] = $2 }
  else if ($1 == "VmRSS:") { rss[pid] = $2 }
  else if ($1 == "RssAnon:") { anon[pid] = $2 }
  else if ($1 == "RssFile:") { file[pid] = $2 }
  else if ($1 == "RssShmem:") { shmem[pid] = $2 }
  else if ($1 == "VmSwap:") { swap[pid] = $2 }
  else if ($1 == "SigCgt:") { cgt[pid] = $2 }
}
END {
  for (i = 1; i <= n; i++) {
    pid = order[i]
    # comm may hold anything, ")" too: what follows the last ") " is fixed. proc(5): 14 utime, 15 stime, 22 starttime.
    rest = stat[pid]
    if (sub(/^.*\) /, "", rest)) {
      split(rest, f, " ")
      ticks[pid] = f[12] + f[13]
      start[pid] = f[20]
    }
    node[pid] = isnode(pid)
  }
  # memdiag's own pids count only where they stand in the same relation as on memdiag's machine: a container
  # shares the boot id of its host, but there pid 1 is somebody else.
  count = split(ENVIRON["OWN"], list, " ")
  for (i = 1; i <= count; i++) own[list[i]] = 1
  for (pid in own) if ((pid in ppid) && (ppid[pid] in own)) links++
  if (count == 1 ? node[list[1]] : count > 1 && links * 2 >= count - 1) {
    for (pid in own) excluded[pid] = 1
    # The first is memdiag itself, the rest are its ancestors.
    memdiag[list[1]] = 1
  }
  for (pass = 1; pass <= 2; pass++)
    for (i = 1; i <= n; i++) if (node[order[i]] && ismemdiag(order[i])) { memdiag[order[i]] = 1; excluded[order[i]] = 1 }
  # Probes, this one and others, with what they started: the runner's wrapper and its timer as well.
  for (i = 1; i <= n; i++) if (order[i] == me || index(cmd[order[i]], "memdiag-probe")) mine[order[i]] = 1
  do {
    grew = 0
    for (i = 1; i <= n; i++) if (!(order[i] in mine) && (ppid[order[i]] in mine)) { mine[order[i]] = 1; grew = 1 }
  } while (grew)
  for (pid in mine) excluded[pid] = 1
  for (i = 1; i <= n; i++) if (state[order[i]] == "Z") excluded[order[i]] = 1
  if (me in known) {
    for (pid = ppid[me]; (pid in known) && !(pid in above); pid = ppid[pid]) { above[pid] = 1; excluded[pid] = 1 }
  }
  for (i = 1; i <= n; i++) if (!(order[i] in excluded) && cmd[order[i]] != "" && matches(order[i])) chosen[order[i]] = 1
  descend(chosen)
  # A title is cut at the length of the first command line, so a master may have lost the text its workers show:
  # the parent of at least two, none of whose Node.js children is another service's, belongs to them.
  for (i = 1; i <= n; i++) if (node[order[i]]) { up = ppid[order[i]]; if (order[i] in chosen) with[up]++; else without[up]++ }
  for (up in with) if (with[up] > 1 && !without[up] && node[up] && !(up in excluded) && cmd[up] !~ /^PM2 v/) chosen[up] = 1
  descend(chosen)
  pids = nodes = ignored = ""
  for (pid in excluded) ignored = ignored " " pid
  total = 0
  for (i = 1; i <= n; i++) {
    pid = order[i]
    if (!(pid in chosen) || ++total > ${MAX_PROCESSES}) continue
    pids = pids " " pid
    if (node[pid]) nodes = nodes " " pid
  }
  print pids
  print nodes
  print ignored
  count = 0
  for (i = 1; i <= n; i++) {
    pid = order[i]
    if (!(pid in chosen) || ++count > ${MAX_PROCESSES}) continue
    row("s", pid)
    for (up = ppid[pid]; (up in known) && !(up in chosen) && !(up in told); up = ppid[up]) {
      told[up] = 1
      if (!(up in excluded)) row("a", up)
    }
  }
  if (total > ${MAX_PROCESSES}) print "cut\t" total
  if (ENVIRON["OTHERS"] != 1) exit
  for (i = 1; i <= n; i++) {
    pid = order[i]
    if ((pid in chosen) || (pid in mine) || (pid in memdiag)) continue
    left[pid] = rss[pid] + 0
    sum += rss[pid]
    anonsum += anon[pid]
    if (rss[pid] > 0 && anon[pid] == "") untold = 1
  }
  print "sum\t" sum + 0 "\t" (untold ? "-" : anonsum + 0)
  for (k = 1; k <= ${MAX_OTHERS}; k++) {
    best = ""
    for (pid in left) if (left[pid] > 0 && (best == "" || left[pid] > left[best])) best = pid
    if (best == "") break
    delete left[best]
    row("o", best)
  }
}
`
