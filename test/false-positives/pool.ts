import { randomFrom } from '../core/detect/formats/random.ts';

const POOL_BYTES = 4 * 1024 * 1024;

/** Seeded random text and bytes, fast enough for a gigabyte: slices of one pool at drawn places. */
export class Pool {
  readonly #bytes = Buffer.alloc(POOL_BYTES);
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
    for (let i = 0; i < POOL_BYTES; i += 4)
      this.#bytes.writeUInt32LE(Math.floor(this.#random() * 4_294_967_296), i);
  }

  /** An integer from 0 to `below`, itself not in it. */
  number(below: number): number {
    return Math.floor(this.#random() * below);
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.number(from.length)] ?? from[0];
  }

  bytes(length: number): Buffer {
    const start = this.number(POOL_BYTES - length);
    const slice = Buffer.from(this.#bytes.subarray(start, start + length));
    // Two slices that begin at neighbouring places are still two texts.
    slice.writeUInt8(this.number(256), 0);
    return slice;
  }

  hex(characters: number): string {
    return this.bytes(characters).toString('hex').slice(0, characters);
  }

  base64(bytes: number): string {
    return this.bytes(bytes).toString('base64');
  }

  base64url(bytes: number): string {
    return this.bytes(bytes).toString('base64url');
  }

  uuid(): string {
    const hex = this.hex(32);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  /** Lower-case words of the trade. */
  words(count: number): string {
    return Array.from({ length: count }, () => this.pick(WORDS)).join(' ');
  }

  lines(count: number, make: () => string): string {
    return Array.from({ length: count }, make).join('\n');
  }
}

const WORDS = [
  'request',
  'token',
  'secret',
  'key',
  'password',
  'access',
  'server',
  'client',
  'error',
  'retry',
  'the',
  'a',
  'with',
  'function',
  'returns',
  'value',
  'config',
  'header',
  'stream',
  'parse',
  'buffer',
  'when',
  'not',
  'found',
  'api',
  'for',
  'session',
  'user',
  'account',
  'private',
  'public',
  'credential',
  'login',
  'environment',
  'variable',
  'please',
  'set',
  'deploy',
  'build',
  'cache',
  'index',
  'commit',
  'branch',
  'merge',
  'test',
  'passes',
  'fails',
  'because',
  'timeout',
] as const;
