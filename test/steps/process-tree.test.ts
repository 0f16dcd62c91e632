import { expect, test } from 'vitest'
import type { ManagerFiles } from '../../src/steps/manager-files.ts'
import { readManagerFiles } from '../../src/steps/manager-files.ts'
import { readSections } from '../../src/steps/sections.ts'
import { recogniseProcesses, scriptOf } from '../../src/steps/process-tree.ts'
import { aProcess, aTable } from './support/a-table.ts'

const readableFiles: ManagerFiles = { asked: true, agentLogs: [], unreadable: [], unit: null }
const closedFiles: ManagerFiles = { ...readableFiles, unreadable: [9438, 9450] }

function title(role: string): readonly string[] {
  return [`/usr/local/app/over/index.js: ${role} process`]
}

function nodeAgentLike(ancestorCommand: readonly string[]) {
  return aTable({
    processes: [
      aProcess({ pid: 9438, ppid: 9437, args: title('master') }),
      aProcess({ pid: 9450, ppid: 9438, args: title('worker') }),
      aProcess({ pid: 9451, ppid: 9438, args: title('worker') }),
      aProcess({ pid: 9460, ppid: 9451, args: ['sh', '-c', 'df'], isNode: false }),
    ],
    ancestors: [aProcess({ pid: 9437, ppid: 1, args: ancestorCommand, isNode: false })],
  })
}

test('tells node-agent by its titles and its own log that a process holds open', () => {
  const files = { ...readableFiles, agentLogs: [{ pid: 9438, path: '/log/Demo.Over_agent.log' }] }

  const found = recogniseProcesses(nodeAgentLike(['bash']), files)

  expect(found.manager).toBe('node-agent')
  expect(found.evidence).toContain('/log/Demo.Over_agent.log')
  expect([...found.roles]).toEqual([
    [9438, 'master'],
    [9450, 'worker'],
    [9451, 'worker'],
    [9460, 'other'],
  ])
  expect(found.workers).toBe(2)
})

test('tells node-agent by the command line that started it', () => {
  const found = recogniseProcesses(
    nodeAgentLike(['bash', '-c', 'nohup node /opt/nodeagent/bin/node-agent index.js -i 48']),
    readableFiles,
  )

  expect(found.manager).toBe('node-agent')
  expect(found.evidence).toContain('command line of process 9437')
})

test('takes node-agent titles for a cluster where the files could be read and show no node-agent', () => {
  const found = recogniseProcesses(nodeAgentLike(['bash']), readableFiles)

  expect(found.manager).toBe('cluster')
  expect(found.evidence).toContain("looks like node-agent's, but")
  expect(found.workers).toBe(2)
})

test('believes node-agent titles where the files may not be read, and says so', () => {
  const found = recogniseProcesses(nodeAgentLike(['bash']), closedFiles)

  expect(found.manager).toBe('node-agent')
  expect(found.evidence).toContain('may not be read')
})

function app(pid: number, script: string) {
  return aProcess({ pid, ppid: 50, args: ['node', script] })
}

test('groups the children of the God Daemon of pm2 by application', () => {
  const found = recogniseProcesses(
    aTable({
      processes: [
        app(51, '/srv/api.js'),
        app(52, '/srv/api.js'),
        app(53, '/srv/jobs.js'),
        app(54, '/root/.pm2/modules/pm2-logrotate/app.js'),
      ],
      ancestors: [aProcess({ pid: 50, ppid: 1, args: ['PM2 v7.0.4: God Daemon (/root/.pm2)'] })],
    }),
    readableFiles,
  )

  expect(found.manager).toBe('pm2')
  expect(found.evidence).toContain('2 x /srv/api.js, 1 x /srv/jobs.js')
  expect(found.roles.get(54)).toBe('agent')
  expect(found.workers).toBe(3)
})

test('tells egg: master, agent and workers', () => {
  const found = recogniseProcesses(
    aTable({
      processes: [
        aProcess({ pid: 2, args: ['node', '/a/node_modules/egg-scripts/lib/start-cluster', '{}'] }),
        aProcess({
          pid: 3,
          ppid: 2,
          args: ['node', '/a/node_modules/egg-cluster/lib/agent_worker.js'],
        }),
        aProcess({
          pid: 4,
          ppid: 2,
          args: ['node', '/a/node_modules/egg-cluster/lib/app_worker.js'],
        }),
      ],
    }),
    readableFiles,
  )

  expect(found.manager).toBe('egg')
  expect([...found.roles.values()]).toEqual(['master', 'agent', 'worker'])
})

test('tells a plain cluster by children of the same script, and leaves other children out', () => {
  const found = recogniseProcesses(
    aTable({
      processes: [
        aProcess({ pid: 2, args: ['node', '--inspect', '/a/server.js'] }),
        aProcess({ pid: 3, ppid: 2, args: ['/usr/bin/node', '/a/server.js'] }),
        aProcess({ pid: 4, ppid: 2, args: ['/usr/bin/node', '/a/server.js'] }),
        aProcess({ pid: 5, ppid: 2, args: ['/usr/bin/node', '/a/thumbnailer.js'] }),
      ],
    }),
    readableFiles,
  )

  expect(found.manager).toBe('cluster')
  expect(found.evidence).toBe('process 2 has 2 children that run the same script as itself')
  expect([...found.roles.values()]).toEqual(['master', 'worker', 'worker', 'other'])
})

test('tells a cluster by children with one title of their own', () => {
  const found = recogniseProcesses(
    aTable({
      processes: [
        aProcess({ pid: 2, args: ['node', '/a/server.js'] }),
        aProcess({ pid: 3, ppid: 2, args: ['shop'] }),
        aProcess({ pid: 4, ppid: 2, args: ['shop'] }),
      ],
    }),
    readableFiles,
  )

  expect(found.manager).toBe('cluster')
  expect(found.workers).toBe(2)
})

test.each([
  ['titles that count them', (id: number) => [`shop.api worker#${id}`]],
  ['an argument of their own', (id: number) => ['/usr/bin/node', '/a/task.js', String(id)]],
])('tells a pool by children with %s, and leaves the one beside them out', (_what, argsOf) => {
  const found = recogniseProcesses(
    aTable({
      processes: [
        aProcess({ pid: 2, args: ['node', '/a/start.js'] }),
        aProcess({ pid: 3, ppid: 2, args: argsOf(1) }),
        aProcess({ pid: 4, ppid: 2, args: argsOf(12) }),
        aProcess({ pid: 5, ppid: 2, args: ['/usr/bin/node', '/a/log-shipper.js'] }),
      ],
    }),
    readableFiles,
  )

  expect(found.manager).toBe('cluster')
  expect(found.evidence).toBe('process 2 has 2 Node.js children that are alike')
  expect([...found.roles.values()]).toEqual(['master', 'worker', 'worker', 'other'])
})

test.each([
  ['node-agent’s form that count', '/a/index.js: worker 1', '/a/index.js: worker process #2'],
  ['whatever form below a titled master', '/a/index.js worker 1', '/a/index.js worker 2'],
])('takes for workers those with titles in %s', (_, first, second) => {
  const found = recogniseProcesses(
    aTable({
      processes: [
        aProcess({ pid: 2, args: ['/a/index.js: master'] }),
        aProcess({ pid: 3, ppid: 2, args: [first] }),
        aProcess({ pid: 4, ppid: 2, args: [second] }),
      ],
    }),
    readableFiles,
  )

  expect([...found.roles.values()]).toEqual(['master', 'worker', 'worker'])
})

test('takes unrelated processes for workers: they do the work; npm above them does none', () => {
  const found = recogniseProcesses(
    aTable({
      processes: [
        aProcess({ pid: 2, args: ['npm run start'] }),
        aProcess({ pid: 3, ppid: 2, args: ['sh', '-c', 'node a.js'], isNode: false }),
        aProcess({ pid: 4, ppid: 3, args: ['node', 'a.js'] }),
        aProcess({ pid: 5, ppid: 1, args: ['node', 'b.js'] }),
        aProcess({ pid: 6, ppid: 5, args: ['node', 'child-of-b.js'] }),
      ],
    }),
    readableFiles,
  )

  expect(found.manager).toBe('none')
  expect([...found.roles.values()]).toEqual(['other', 'other', 'worker', 'worker', 'other'])
})

test.each([
  ['0::/system.slice/checkout.service', 'systemd'],
  ['1:name=systemd:/system.slice/checkout.service', 'systemd'],
  ['0::/system.slice/ssh.service', 'none'],
  ['0::/user.slice/user-1000.slice/user@1000.service/app.slice/x.scope', 'none'],
  ['0::/', 'none'],
])('reads %s as %s', (line, manager) => {
  const files = readManagerFiles(readSections(`@n manager\n4\tcgroup\t${line}\n`, 'n'))

  const found = recogniseProcesses(
    aTable({ processes: [aProcess({ pid: 4, args: ['node', 'a.js'] })] }),
    files,
  )

  expect(found.manager).toBe(manager)
  expect(found.workers).toBe(1)
})

test.each([
  [
    ['node', '--max-old-space-size=512', '-r', './hook.js', '/a/server.js', '-i', '4'],
    '/a/server.js',
  ],
  [['node', '--require', 'x', '--enable-source-maps'], null],
  [['a title'], null],
])('finds the script of %j', (args, script) => {
  expect(scriptOf(aProcess({ pid: 2, args }))).toBe(script)
})
