import type { Work } from '../engine/work.ts';
import type { View } from './view.ts';

/** Larger inputs are not read backwards; a value written backwards in them is found as such, its encodings are not. */
const LARGEST = 8_192;

/** The bytes last to first: what is encoded in them can be decoded only so. Null where that is not tried. */
export function reversedView(view: View, work: Work): View | null {
  const { bytes } = view;
  if (bytes.length > LARGEST) return null;
  work.spend(bytes.length);
  return {
    bytes: Buffer.from(bytes).reverse(),
    depth: view.depth + 1,
    origin: {
      parent: view,
      isReversed: true,
      stepAt: () => 'reversed',
      toParent: (start, end) => ({ start: bytes.length - end, end: bytes.length - start }),
    },
  };
}
