import cluster from 'node:cluster'
import os from 'node:os'
import { churn } from './churn.js'
import { endWithParent, log, makeSession, openAgentLog, ready, serve, settings } from './kit.js'

// One script that is master or worker. --titles=1 names the processes as node-agent does. With --leak=1 the
// first worker forgets nothing, and has forgotten nothing of --before=N requests already; with --leak=2 all do. --agent=1 writes node-agent's own log as well,
// with --dies=1 a worker crashes every second, with --churn=KB each makes garbage.
const options = settings({
  workers: 4,
  megabytes: 2,
  titles: 0,
  leak: 0,
  kilobytes: 20,
  perSecond: 0,
  before: 0,
  agent: 0,
  dies: 0,
  churn: 0,
})
const name = process.argv[1]

if (cluster.isPrimary) runMaster()
else runWorker()

function runMaster() {
  if (options.titles === 1) process.title = `${name}: master process`
  endWithParent()
  const tell = options.agent === 1 ? openAgentLog() : () => undefined
  const cpus = os.cpus().length
  tell('starting agent ...')
  tell(`node: ${process.version}`)
  tell('version: v2.2.2')
  tell(`device: x64 arch, ${cpus} cpus, ${cpus} physical cores, linux platform, ${os.hostname()}`)
  tell(`forking ${options.workers} workers ...`)
  let listening = 0
  cluster.on('listening', (_worker, address) => {
    listening += 1
    if (listening !== options.workers) return
    ready(address.port)
    // Not before: on a crowded machine workers take longer to start than the second after which one is killed.
    if (options.dies === 1) setInterval(crashOne, 1000)
  })
  // A worker that ends is replaced, as every process manager does.
  cluster.on('exit', () => cluster.fork())
  for (let count = 0; count < options.workers; count += 1) {
    tell(`worker(${cluster.fork().process.pid}), forked.`)
  }
}

function crashOne() {
  const [oldest] = Object.values(cluster.workers)
  oldest?.process.kill('SIGKILL')
}

function runWorker() {
  if (options.titles === 1) process.title = `${name}: worker process`
  const catalogue = []
  for (let id = 0; id < options.megabytes * 50; id += 1) catalogue.push(makeSession(id, 20))
  log(`[boot] catalogue of ${options.megabytes} MB loaded`)
  log('[boot] schedule job registered: refresh 0 */5 * * * *')
  const leaks = options.leak === 2 || (options.leak === 1 && cluster.worker.id === 1)
  if (options.churn > 0) churn(options.churn)
  const remembered = []
  const hit = () => {
    if (leaks) remembered.push(makeSession(remembered.length, options.kilobytes))
    return { products: catalogue.length }
  }
  if (leaks) for (let request = 0; request < options.before; request += 1) hit()
  serve({ '/hit': hit }, () => remembered.length * options.kilobytes * 1024)
  if (leaks && options.perSecond > 0) setInterval(hit, 1000 / options.perSecond)
}
