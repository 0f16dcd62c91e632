// What /proc and the cgroup tell the agent about the process; proc(5). See main.cjs.
'use strict'
const fs = require('fs')

/** Empty for what is not there any more. */
function read(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Fields of /proc/PID/stat after the name: the state is 0, the start time 19 (fields 3 and 22). */
function isSame({ pid, startTicks }) {
  const stat = read(`/proc/${pid}/stat`)
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] !== 'Z' && Number(fields[19]) === startTicks
}

function catchesUsr1({ pid }) {
  const match = /^SigCgt:\s*([0-9a-f]+)$/m.exec(read(`/proc/${pid}/status`))
  return match !== null && (parseInt(match[1].slice(-4), 16) & 0x200) !== 0
}

function socketsOf(pid) {
  const inodes = new Set()
  let fds = []
  try {
    fds = fs.readdirSync(`/proc/${pid}/fd`)
  } catch {
    return inodes
  }
  for (const fd of fds) {
    try {
      const match = /^socket:\[(\d+)\]$/.exec(fs.readlinkSync(`/proc/${pid}/fd/${fd}`))
      if (match !== null) inodes.add(match[1])
    } catch {
      // Closed meanwhile.
    }
  }
  return inodes
}

/** Ports on which the process itself listens, on loopback or where its flags put an inspector. */
function loopbackPorts({ pid, anyAddress }) {
  const inodes = socketsOf(pid)
  const ports = []
  for (const table of ['tcp', 'tcp6']) {
    for (const line of read(`/proc/${pid}/net/${table}`).split('\n').slice(1)) {
      const field = line.trim().split(/\s+/)
      if (field.length < 10 || field[3] !== '0A' || !inodes.has(field[9])) continue
      const [address, hexPort] = field[1].split(':')
      const port = parseInt(hexPort, 16)
      const loopback = /^(0100007F|0{24}01000000|0{16}FFFF00000100007F)$/.test(address)
      if (!loopback && anyAddress.indexOf(port) === -1) continue
      ports.push({
        port,
        host: address.length > 8 && !address.endsWith('7F') ? '::1' : '127.0.0.1',
      })
    }
  }
  return ports
}

function kilobytes(text, name) {
  const match = new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(text)
  return match === null ? 0 : Number(match[1]) * 1024
}

/** Bytes left under the tightest limit: of the cgroup whose files memdiag named, and of the host. */
function headroom({ cgroup }) {
  const host = kilobytes(read('/proc/meminfo'), 'MemAvailable')
  const rooms = host === 0 ? [] : [host]
  if (cgroup !== null) {
    const limit = Number(read(cgroup.limit))
    const usage = Number(read(cgroup.usage))
    // Page cache counts as used, but is given back before anything is killed.
    const cache = /^(?:total_)?inactive_file (\d+)$/m.exec(read(cgroup.stat))
    if (limit > 0 && usage > 0) rooms.push(limit - usage + (cache === null ? 0 : Number(cache[1])))
  }
  return rooms.length === 0 ? null : Math.min.apply(null, rooms)
}

module.exports = (config) => ({
  isSame: () => isSame(config),
  catchesUsr1: () => catchesUsr1(config),
  loopbackPorts: () => loopbackPorts(config),
  headroom: () => headroom(config),
  rss: () => kilobytes(read(`/proc/${config.pid}/status`), 'VmRSS'),
})
