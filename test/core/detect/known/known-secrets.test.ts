import { describe, expect, it } from 'vitest';
import { Work } from '../../../../src/core/detect/engine/work.ts';
import { foldCase, KnownSecrets } from '../../../../src/core/detect/known/known-secrets.ts';
import { secretOf } from '../support.ts';

const work = () => new Work(1e9);

describe('KnownSecrets', () => {
  const known = new KnownSecrets([secretOf('Zk3vWq8TnL5y', 'A'), secretOf('abc', 'TOO_SHORT')]);

  it('S3: finds a value and names it; values under four bytes are not looked for', () => {
    expect(known.find(Buffer.from('x Zk3vWq8TnL5y abc'), work())).toMatchObject([
      { secret: { name: 'A' }, chain: [], start: 2, end: 14 },
    ]);
    expect(known.all).toHaveLength(1);
  });

  it('S3: case matters unless it is folded', () => {
    const lower = Buffer.from('zk3vwq8tnl5y');
    expect(known.find(lower, work())).toEqual([]);
    expect(known.findFolded(lower, work())).toHaveLength(1);
    expect(foldCase(Buffer.from('AbÉ1'))).toEqual(Buffer.from('abÉ1'));
  });

  it('S20: a value whose letters lost their case is another form of it', () => {
    const chainIn = (text: string) => known.findFolded(Buffer.from(text), work())[0]?.chain;
    expect(chainIn('Zk3vWq8TnL5y')).toEqual([]);
    expect(chainIn('zk3vwq8tnl5y')).toEqual(['folded']);
    expect(chainIn(Buffer.from('Zk3vWq8TnL5y').toString('hex'))).toEqual(['hex']);
  });

  it('R2: the span of an encoded form covers the characters that share bits with its neighbours', () => {
    const encoded = Buffer.from('xZk3vWq8TnL5yz').toString('base64');
    const [hit] = known.find(Buffer.from(encoded), work());
    expect(hit).toMatchObject({ chain: ['base64'], start: 1, end: 18 });
  });

  it('S3: no secrets, no findings', () => {
    expect(new KnownSecrets([]).find(Buffer.from('anything'), work())).toEqual([]);
  });
});
