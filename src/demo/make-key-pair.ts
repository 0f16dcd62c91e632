import ssh2 from 'ssh2'
import { MemdiagError } from '../core/errors.ts'
import { KEY_TRIES } from './limits.ts'

export type KeyPair = {
  /** In OpenSSH's format. */
  readonly privateKey: string
  /** `ssh-ed25519 BASE64` */
  readonly publicKey: string
}

/** A new ed25519 key pair that was seen to sign and verify. */
export function makeKeyPair(): KeyPair {
  for (let tries = 0; tries < KEY_TRIES; tries += 1) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519')
    const keys = { privateKey: pair.private, publicKey: pair.public.trim() }
    if (isGood(keys)) return keys
  }
  throw new MemdiagError('internal', `No usable ed25519 key in ${KEY_TRIES} tries.`)
}

// ssh2 drops a leading zero byte of a key now and then, and then cannot read what it wrote.
function isGood(pair: KeyPair): boolean {
  const signer = ssh2.utils.parseKey(pair.privateKey)
  const verifier = ssh2.utils.parseKey(pair.publicKey)
  if (signer instanceof Error || verifier instanceof Error) return false
  // ssh2 returns an Error, which is truthy, where its types say boolean.
  const verified: unknown = verifier.verify('probe', signer.sign('probe'))
  return verified === true
}
