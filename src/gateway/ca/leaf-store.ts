import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Authority } from './authority.ts';
import { issueLeaf } from './certificate.ts';

const DAY = 86_400_000;
/** Far below the 398 days that clients accept; nothing outlives the process anyway. */
const LIFETIME_DAYS = 30;
const RENEW_BEFORE_DAYS = 10;
/** A context costs some tens of kilobytes of native memory. */
const MAX_CONTEXTS = 1024;

interface Entry {
  readonly context: SecureContext;
  readonly renewAt: number;
}

/**
 * One TLS context per intercepted host, minted at its first use. All leaves share one key that is made at start and
 * never leaves memory. Minting is synchronous, so two requests for a host can never mint twice. Each context has its
 * own session ticket keys, so a ticket is good only for the host it was made for (D15).
 */
export class LeafStore {
  readonly #authority: Authority;
  readonly #now: () => number;
  readonly #key: { readonly pem: string; readonly publicKey: KeyObject };
  readonly #contexts = new Map<string, Entry>();
  #minted = 0;

  /** @param now wall clock, milliseconds since the epoch */
  constructor(authority: Authority, now: () => number) {
    this.#authority = authority;
    this.#now = now;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = { pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), publicKey };
  }

  /** How many certificates were made so far. */
  get minted(): number {
    return this.#minted;
  }

  contextFor(host: string): SecureContext {
    const now = this.#now();
    const known = this.#contexts.get(host);
    this.#contexts.delete(host);
    const entry = known !== undefined && now < known.renewAt ? known : this.#mint(host, now);
    this.#contexts.set(host, entry);
    if (this.#contexts.size > MAX_CONTEXTS) {
      const oldest = this.#contexts.keys().next();
      if (!oldest.done) this.#contexts.delete(oldest.value);
    }
    return entry.context;
  }

  #mint(host: string, now: number): Entry {
    const notAfter = Math.min(now + LIFETIME_DAYS * DAY, this.#authority.notAfter.getTime());
    const cert = issueLeaf(this.#authority.issuer, host, this.#key.publicKey, {
      // A day back, for clients whose clock is behind.
      notBefore: new Date(now - DAY),
      notAfter: new Date(notAfter),
    });
    this.#minted += 1;
    const context = createSecureContext({ key: this.#key.pem, cert, minVersion: 'TLSv1.2' });
    return { context, renewAt: notAfter - RENEW_BEFORE_DAYS * DAY };
  }
}
