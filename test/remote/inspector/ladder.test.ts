import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RemoteUnderTest } from '../../contract/remote.ts'
import { startSshServer } from '../../support/ssh-server.ts'
import { hasSshd, startSshd } from '../../support/sshd.ts'
import { aRemote, sshTarget } from '../a-remote.ts'
import { ladderContract } from './ladder-contract.ts'

const hasBusyBox = existsSync('/bin/busybox') || existsSync('/usr/bin/busybox')
const BANNER = `sh -c 'echo "Welcome to the container"; exec env -i PATH="$PATH" sh'; exit $?`

async function overSsh2(enter?: string): Promise<RemoteUnderTest> {
  const server = await startSshServer()
  return { remote: aRemote(), target: sshTarget(server, {}, enter), stop: () => server.stop() }
}

async function overSshd(enter?: string, config?: string): Promise<RemoteUnderTest> {
  const server = await startSshd(config === undefined ? {} : { config })
  return { remote: aRemote(), target: sshTarget(server, {}, enter), stop: () => server.stop() }
}

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

ladderContract("SSH to ssh2's server", {}, () => overSsh2())
ladderContract('SSH to OpenSSH', { skip: !hasSshd }, () => overSshd())
ladderContract('OpenSSH that forbids forwarding', { skip: !hasSshd }, () =>
  overSshd(undefined, 'AllowTcpForwarding no'),
)
ladderContract('a command behind OpenSSH', { skip: !hasSshd }, () => overSshd(BANNER))
ladderContract('BusyBox behind SSH', { skip: !hasBusyBox }, inBusyBox)
