import { jsonEscapeViews, percentViews } from './decode/escapes.ts';
import { surfaceView, type View } from './decode/view.ts';
import { Work } from './engine/work.ts';
import { KnownSecrets } from './known/known-secrets.ts';

/** A piece of a long secret that a window's edge cut off counts from this length on. */
const FRAGMENT = 12;

/** Every piece of FRAGMENT characters of a value, without the public beginning of a URL. */
function fragmentsOf(value: Buffer): readonly string[] {
  const text = value.toString('latin1');
  const publicPart = /^[a-z][a-z0-9+.-]*:\/\/[^/@]*(?=\/)/i.exec(text)?.[0].length ?? 0;
  const fragments: string[] = [];
  for (let at = publicPart; at + FRAGMENT <= text.length; at++) fragments.push(text.slice(at, at + FRAGMENT));
  return fragments;
}

/** The last check before text leaves the gateway's memory: is one of these values in it, in any form that we know? */
export class Tripwire {
  readonly #known: KnownSecrets;
  readonly #fragments: ReadonlySet<string>;

  constructor(known: KnownSecrets) {
    this.#known = known;
    this.#fragments = new Set(known.all.flatMap(({ value }) => fragmentsOf(value)));
  }

  /** `hit` may be empty: then only the provisioned secrets are looked for. */
  strikes(text: string, hit: Buffer): boolean {
    const own = new KnownSecrets(hit.length < 4 ? [] : [{ name: '', value: hit, approvable: false }]);
    const fragments = new Set([...this.#fragments, ...fragmentsOf(hit)]);
    return readings(text).some(
      (bytes) => holds(this.#known, bytes) || holds(own, bytes) || hasFragment(bytes, fragments),
    );
  }
}

function unbounded(): Work {
  return new Work(Number.POSITIVE_INFINITY);
}

function holds(known: KnownSecrets, bytes: Buffer): boolean {
  return known.findFolded(bytes, unbounded()).length > 0;
}

function hasFragment(bytes: Buffer, fragments: ReadonlySet<string>): boolean {
  if (fragments.size === 0) return false;
  const text = bytes.toString('latin1');
  for (let at = 0; at + FRAGMENT <= text.length; at++) {
    if (fragments.has(text.slice(at, at + FRAGMENT))) return true;
  }
  return false;
}

/** The text as it stands, and with percent and JSON escapes undone, each and after one another. */
function readings(text: string): readonly Buffer[] {
  const views: View[] = [surfaceView(Buffer.from(text, 'utf8'))];
  for (const view of views) {
    if (view.depth >= 3) continue;
    views.push(...percentViews(view, view.bytes.length, unbounded()));
    views.push(...jsonEscapeViews(view, view.bytes.length, unbounded()));
  }
  return views.map(({ bytes }) => bytes);
}
