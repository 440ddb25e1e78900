import { describe, expect, it } from 'vitest';
import { assertSafeToStart, startProblems } from '../../src/gateway/start-guards.ts';

describe('start guards', () => {
  it.each([
    ['D16 C25: unverified upstreams', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, []],
    [
      'Q26: the inspector by NODE_OPTIONS',
      { NODE_OPTIONS: '--max-old-space-size=100 --inspect=0.0.0.0:9229' },
      [],
    ],
    ['Q26: the inspector, quoted', { NODE_OPTIONS: '"--inspect-brk"' }, []],
    ['Q26: the inspector with underscores', { NODE_OPTIONS: '--inspect_port=0' }, []],
    ['Q26: heap snapshots', { NODE_OPTIONS: '--heapsnapshot-signal=SIGUSR2' }, []],
    ['Q26: diagnostic reports', { NODE_OPTIONS: '--report-on-fatalerror' }, []],
    ['F2: a lax parser', { NODE_OPTIONS: '--insecure-http-parser' }, []],
    ['Q26: the inspector on the command line', {}, ['--inspect']],
    ['F2: a lax parser on the command line', {}, ['--insecure-http-parser']],
    ['R8: debug output of Node', { NODE_DEBUG: 'http' }, []],
    ['Q26: session keys on disk', { NODE_OPTIONS: '--tls-keylog=/tmp/keys' }, []],
  ])('%s: refuses to start and says what to change', (_, env, execArgv) => {
    const settings = { env, execArgv };
    expect(startProblems(settings)).toHaveLength(1);
    expect(() => assertSafeToStart(settings)).toThrow(
      expect.objectContaining({ code: 'unsafe_environment' }),
    );
  });

  it('C25: starts in an ordinary environment', () => {
    const env = {
      NODE_OPTIONS: '--max-old-space-size=4096 --enable-source-maps',
      NODE_DEBUG: '',
      PATH: '/bin',
    };
    expect(startProblems({ env, execArgv: ['--import', 'x'] })).toEqual([]);
  });

  it('names the flag and not its value', () => {
    const [problem] = startProblems({ env: { NODE_OPTIONS: '--inspect=value-of-it' }, execArgv: [] });
    expect(problem).toContain('--inspect');
    expect(problem).not.toContain('value-of-it');
  });
});
