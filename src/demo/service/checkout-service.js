import cluster from 'node:cluster'
import { openLog } from './log.js'
import { runMaster } from './master.js'
import { readConfig } from './read-config.js'
import { runWorker } from './worker.js'

// The demo's service: one script that is master or worker, as services run by a process manager are.
// It is plain JavaScript on purpose: Node's type stripping costs each of 48 workers 11 MB of its own.
const config = readConfig(process.argv[2] ?? 'config.json')
const log = openLog(config.log)

if (cluster.isPrimary) runMaster(config, log)
else runWorker(config, log)
