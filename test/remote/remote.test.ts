import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Target } from '../../src/core/target.ts'
import { type RemoteUnderTest, remoteContract } from '../contract/remote.ts'
import { startSshServer } from '../support/ssh-server.ts'
import { hasSshd, startSshd } from '../support/sshd.ts'
import { aRemote, sshTarget } from './a-remote.ts'

async function overSsh2(enter?: string): Promise<RemoteUnderTest> {
  const server = await startSshServer()
  return { remote: aRemote(), target: sshTarget(server, {}, enter), stop: () => server.stop() }
}

async function overSshd(enter?: string): Promise<RemoteUnderTest> {
  const server = await startSshd()
  return { remote: aRemote(), target: sshTarget(server, {}, enter), stop: () => server.stop() }
}

function onThisMachine(enter?: string): Promise<RemoteUnderTest> {
  const target: Target = {
    kind: 'local',
    name: 'here',
    ...(enter === undefined ? {} : { enter }),
  }
  return Promise.resolve({ remote: aRemote(), target, stop: () => Promise.resolve() })
}

const hasBusyBox = existsSync('/bin/busybox') || existsSync('/usr/bin/busybox')

// The login shell stays and leads the session, as dash does: bash would let the last command take its place.
const BANNER = `sh -c 'echo "Welcome to the container"; exec env -i PATH="$PATH" sh'; exit $?`

remoteContract('nothing but a shell', { tunnels: true }, () => onThisMachine())
remoteContract('a command on this machine', { tunnels: false }, () => onThisMachine('sh'))
remoteContract("SSH to ssh2's server", { tunnels: true }, () => overSsh2())
remoteContract('SSH to OpenSSH', { tunnels: true, skip: !hasSshd }, () => overSshd())
remoteContract('a command behind OpenSSH', { tunnels: false, skip: !hasSshd }, () =>
  overSshd(BANNER),
)

/** Nothing but BusyBox in PATH, as in an Alpine container. */
async function inBusyBox(): Promise<RemoteUnderTest> {
  const tools = mkdtempSync(join(tmpdir(), 'memdiag-busybox-'))
  execFileSync('busybox', ['--install', '-s', tools])
  const under = await overSsh2(`exec env -i PATH=${tools} ${tools}/sh`)
  return {
    ...under,
    async stop() {
      await under.stop()
      rmSync(tools, { recursive: true, force: true })
    },
  }
}

remoteContract('BusyBox behind SSH', { tunnels: false, skip: !hasBusyBox }, inBusyBox)
