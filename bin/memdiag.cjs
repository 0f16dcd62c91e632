#!/usr/bin/env node
// Plain CommonJS of the oldest kind, so that an old Node can read it and say what it needs.
'use strict'
var fs = require('fs')
var path = require('path')

var root = path.join(__dirname, '..')
// In a checkout the sources are run as they are; Node strips no types under node_modules, so a package has dist.
var inCheckout = fs.existsSync(path.join(root, 'src', 'main.ts'))
var entry = inCheckout ? path.join(root, 'src', 'main.ts') : path.join(root, 'dist', 'main.js')

if (isNewEnough(process.versions.node)) {
  process.argv[1] = entry
  require('./load.cjs')(require('url').pathToFileURL(entry).href).catch(fail)
} else {
  var own = path.join(root, 'node_modules', 'node', 'bin', 'node')
  if (inCheckout && fs.existsSync(own)) runWith(own)
  else refuse()
}

function isNewEnough(version) {
  var parts = version.split('.').map(Number)
  return parts[0] > 22 || (parts[0] === 22 && parts[1] >= 18)
}

function runWith(node) {
  var child = require('child_process').spawn(node, [entry].concat(process.argv.slice(2)), {
    stdio: 'inherit'
  })
  ;['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal)
    })
  })
  child.on('error', fail)
  child.on('exit', function (code, signal) {
    if (signal) {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    } else process.exit(code)
  })
}

function refuse() {
  process.stderr.write(
    'error: memdiag needs Node.js 22.18 or newer; this is ' +
      process.version +
      '.\n' +
      (inCheckout
        ? 'Run `npm ci` first: it brings a Node.js of its own.\n'
        : 'Install a newer Node.js and try again.\n')
  )
  process.exit(2)
}

function fail(error) {
  process.stderr.write(
    'error: memdiag could not start: ' + ((error && error.stack) || error) + '\n'
  )
  process.exit(1)
}
