import cluster from 'node:cluster'
import { fork } from 'node:child_process'
import path from 'node:path'

// The master of an egg application: an agent beside the app workers, which node:cluster forks.
const options = JSON.parse(process.argv[2])
const rest = process.argv.slice(3)
const lib = path.join(options.baseDir, 'node_modules/egg-cluster/lib')

process.on('disconnect', () => process.exit(0))
fork(path.join(lib, 'agent_worker.js'), [process.argv[2], ...rest])
cluster.setupPrimary({ exec: path.join(lib, 'app_worker.js'), args: [process.argv[2], ...rest] })
let listening = 0
cluster.on('listening', (_worker, address) => {
  listening += 1
  if (listening === options.workers) process.send({ kind: 'ready', port: address.port })
})
for (let count = 0; count < options.workers; count += 1) cluster.fork()
