import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { RecentMap } from '../../core/recent-map.ts';
import type { Authority } from './authority.ts';
import { issueLeaf } from './certificate.ts';

const DAY = 86_400_000;
/** Far below the 398 days that clients accept; nothing outlives the process anyway. */
const LIFETIME_DAYS = 30;
/** The share of its life after which a leaf is replaced. */
const RENEWED_AFTER = 2 / 3;
/** A context costs some tens of kilobytes of native memory. */
const MAX_CONTEXTS = 1024;

interface Entry {
  readonly context: Promise<SecureContext>;
  readonly renewAt: number;
}

/**
 * One TLS context per intercepted host, minted at its first use; whoever asks for it meanwhile waits for the same one.
 * All leaves share one key that is made at start and never leaves memory. Each context has its own session ticket
 * keys, so a ticket is good only for the host it was made for (D15).
 */
export class LeafStore {
  readonly #authority: Authority;
  readonly #now: () => number;
  readonly #key: { readonly pem: string; readonly publicKey: KeyObject };
  readonly #entries = new RecentMap<string, Entry>(MAX_CONTEXTS);
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

  contextFor(host: string): Promise<SecureContext> {
    const now = this.#now();
    const known = this.#entries.get(host);
    const entry = known !== undefined && now < known.renewAt ? known : this.#mint(host, now);
    // Written again, so that what is used least goes first.
    this.#entries.set(host, entry);
    return entry.context;
  }

  #mint(host: string, now: number): Entry {
    this.#minted += 1;
    const notAfter = Math.min(now + LIFETIME_DAYS * DAY, this.#authority.notAfter.getTime());
    const entry = {
      context: this.#contextOf(host, now, notAfter),
      renewAt: now + (notAfter - now) * RENEWED_AFTER,
    };
    // Whoever asks next tries again.
    entry.context.catch(() => {
      if (this.#entries.get(host) === entry) this.#entries.delete(host);
    });
    return entry;
  }

  async #contextOf(host: string, now: number, notAfter: number): Promise<SecureContext> {
    const cert = await issueLeaf(this.#authority.issuer, host, this.#key.publicKey, {
      // A day back, for clients whose clock is behind.
      notBefore: new Date(now - DAY),
      notAfter: new Date(notAfter),
    });
    return createSecureContext({ key: this.#key.pem, cert, minVersion: 'TLSv1.2' });
  }
}
