import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGitPush } from '../../../src/core/policy/git-push.ts';

describe('isGitPush', () => {
  it.each([
    ['GET', '/me/repo.git/info/refs?service=git-receive-pack'],
    ['POST', '/me/repo.git/git-receive-pack'],
    ['POST', '/git-receive-pack'],
    ['GET', '/r/info/refs?a=b&service=git-receive-pack'],
    ['GET', '/r/info/refs?service=git-upload-pack&service=git-receive-pack'],
    ['GET', '/r/info/refs?service=git%2Dreceive%2dpack'],
    ['GET', '/r/info/refs?%73ervice=%67it-receive-pack'],
    ['GET', '/r/info/refs?service=git%252Dreceive-pack'],
    ['GET', '/r/%69nfo/refs?service=git-receive-pack'],
    ['GET', '/r/info%2frefs?service=git-receive-pack'],
    ['GET', '/r/info//refs/?service=git-receive-pack'],
    ['GET', '/r/info/./refs?service=git-receive-pack'],
    ['GET', '/r/info/x/../refs?service=git-receive-pack'],
    ['GET', '/r/info/%2e%2e/x/../info/refs/a/..?service=git-receive-pack'],
    ['POST', '/r/git-receive-pack/x/..'],
    ['POST', '/r/git-receive-pack/x/..;y/%2E'],
    ['GET', '/r/info/refs%3fservice=git-receive-pack'],
    ['GET', '/r/info;x/refs;y?service=GIT-RECEIVE-PACK'],
    ['POST', '/r/git%2dreceive-pack'],
    ['POST', '/r/%67%69%74-receive-pack'],
    ['POST', '/r/git%252dreceive-pack'],
    ['POST', '/r/git%25252525252dreceive-pack'],
    ['POST', '/r%2fgit-receive-pack'],
    ['POST', '/r%5cgit-receive-pack'],
    ['POST', '/r/git-receive-pack/'],
    ['POST', '/r/git-receive-pack;a=b'],
    ['POST', '/r/git-receive-pack?x'],
    ['POST', '/r/git-receive-pack%00'],
    ['POST', '/r/Git-Receive-Pack'],
    ['PUT', '/r/git-receive-pack'],
  ])('S11: sees a push in %s %s', (method, path) => {
    expect(isGitPush(method, path)).toBe(true);
  });

  it.each([
    ['GET', '/me/repo.git/info/refs?service=git-upload-pack'],
    ['POST', '/me/repo.git/git-upload-pack'],
    ['GET', '/docs/git-receive-pack'],
    ['GET', '/search?q=git-receive-pack'],
    ['POST', '/v1/git-receive-packages'],
    ['GET', '/r/info/refs'],
    ['POST', '/'],
  ])('S11: sees none in %s %s', (method, path) => {
    expect(isGitPush(method, path)).toBe(false);
  });

  it('S11: sees a push however its letters are escaped', () => {
    const escaped = fc.array(fc.nat(3), { minLength: 16, maxLength: 16 }).map((depths) =>
      [...'git-receive-pack']
        .map((char, i) => {
          const depth = depths[i] ?? 0;
          const hex = char.charCodeAt(0).toString(16);
          return depth === 0 ? char : `%${'25'.repeat(depth - 1)}${hex}`;
        })
        .join(''),
    );
    fc.assert(
      fc.property(escaped, (service) => {
        expect(isGitPush('POST', `/r/${service}`)).toBe(true);
        expect(isGitPush('GET', `/r/info/refs?service=${service}`)).toBe(true);
      }),
    );
  });

  it('I8: ends on a path made of escapes', () => {
    expect(isGitPush('POST', `/${'%25'.repeat(10_000)}`)).toBe(false);
    expect(isGitPush('POST', `/${'%%32%35'.repeat(4_000)}`)).toBe(false);
  });
});
