import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How many characters in a row give a value away, by the way they are written. */
const RAW = 6;
const FOLDED = 8;
const BASE64 = 12;
const HEX = 16;
const PERCENT = 24;

function windows(text: string, length: number): string[] {
  const all: string[] = [];
  for (let at = 0; at + length <= text.length; at += 1) all.push(text.slice(at, at + length));
  return all;
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}

/** The part of base64 that depends on the value alone, when it stands `offset` bytes after a multiple of three. */
function base64Core(value: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
  const text = bytes.toString('base64').replace(/=+$/, '');
  const from = offset === 0 ? 0 : offset + 1;
  return text.slice(from, bytes.length % 3 === 0 ? undefined : -1);
}

/**
 * Looks for values in whatever a program wrote. It knows every short piece of each value, raw and reversed, and
 * longer pieces of its encoded forms; the values are made so that nothing else looks like them (`canary`).
 */
export class Watchlist {
  readonly #pieces = new Map<number, Map<string, string>>();
  readonly #folded = new Map<string, string>();
  /** How many characters have been searched. */
  searched = 0;

  /** `name` is what a leak is reported by. */
  add(name: string, value: string): void {
    this.#keep(name, RAW, windows(value, RAW));
    this.#keep(name, RAW, windows(reversed(value), RAW));
    for (const piece of windows(value.toLowerCase(), FOLDED)) this.#folded.set(piece, name);
    for (const offset of [0, 1, 2]) {
      const core = base64Core(value, offset);
      this.#keep(name, BASE64, windows(core, BASE64));
    }
    const hex = Buffer.from(value).toString('hex');
    this.#keep(name, HEX, windows(hex, HEX));
    this.#keep(name, HEX, windows(hex.toUpperCase(), HEX));
    const percent = hex.replace(/../g, '%$&');
    this.#keep(name, PERCENT, windows(percent, PERCENT));
    this.#keep(name, PERCENT, windows(percent.toUpperCase(), PERCENT));
  }

  /** One line for each place where a piece of a value was found; the piece itself is not told. */
  leaksIn(where: string, content: Buffer | string): string[] {
    const text = typeof content === 'string' ? content : content.toString('latin1');
    this.searched += text.length;
    const leaks = new Set<string>();
    for (const [length, pieces] of this.#pieces) {
      for (let at = 0; at + length <= text.length; at += 1) {
        const name = pieces.get(text.slice(at, at + length));
        if (name !== undefined) leaks.add(`${name} in ${where}`);
      }
    }
    const folded = text.toLowerCase();
    for (let at = 0; at + FOLDED <= folded.length; at += 1) {
      const name = this.#folded.get(folded.slice(at, at + FOLDED));
      if (name !== undefined) leaks.add(`${name} in ${where}`);
    }
    return [...leaks];
  }

  /** The same for every regular file under a folder, and for every name there. */
  leaksUnder(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      const inName = this.leaksIn(`a file name`, entry.name);
      if (entry.isDirectory()) return [...inName, ...this.leaksUnder(path)];
      return entry.isFile() ? [...inName, ...this.leaksIn(path, readFileSync(path))] : inName;
    });
  }

  #keep(name: string, length: number, pieces: readonly string[]): void {
    const known = this.#pieces.get(length) ?? new Map<string, string>();
    for (const piece of pieces) known.set(piece, name);
    this.#pieces.set(length, known);
  }
}
