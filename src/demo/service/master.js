import cluster from 'node:cluster'

// A worker that does not end on SIGTERM within this time is killed.
const WORKER_STOP_MS = 2000

/** Forks as many workers as the config file says, reports when all listen, and ends with its parent. */
export function runMaster(config, log) {
  process.title = `${process.argv[1]}: master process`
  log(`[boot] instances: ${config.instances} (set in ${config.file})`)
  cluster.setupPrimary({ execArgv: config.workerOptions })

  let listening = 0
  cluster.on('listening', (_worker, address) => {
    listening += 1
    tellParent({ kind: 'listening', workers: listening })
    if (listening === config.instances) tellParent({ kind: 'ready', port: address.port })
  })

  const stop = stopOnce(log)
  cluster.on('exit', (worker, code, signal) => {
    log(`[master] worker ${worker.process.pid} ended: ${signal ?? code}`)
    // Before all listen this is a broken start: report it by ending, as a supervisor expects.
    if (listening < config.instances) stop(1)
  })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => stop(0))
  watchParent(stop)
  for (let count = 0; count < config.instances; count += 1) cluster.fork()
}

/** The channel to the parent closes when the parent ends, however it ends. */
function watchParent(stop) {
  const startedByHand = process.send === undefined
  if (startedByHand) return
  process.on('disconnect', () => stop(0))
  // The parent may have ended while this file was loading.
  if (!process.connected) stop(0)
}

function tellParent(message) {
  if (process.connected) process.send(message)
}

/** Ends all workers and waits for them, so that none is left to whoever adopts orphans. */
function stopOnce(log) {
  let stopping = false
  return (exitCode) => {
    if (stopping) return
    stopping = true
    log('[master] stopping')
    // A worker leaves the list with whichever of its two events comes last.
    for (const event of ['exit', 'disconnect']) cluster.on(event, () => exitWhenAlone(exitCode))
    signalWorkers('SIGTERM')
    setTimeout(() => signalWorkers('SIGKILL'), WORKER_STOP_MS)
    exitWhenAlone(exitCode)
  }
}

function signalWorkers(signal) {
  for (const worker of Object.values(cluster.workers)) worker.process.kill(signal)
}

function exitWhenAlone(exitCode) {
  if (Object.keys(cluster.workers).length === 0) process.exit(exitCode)
}
