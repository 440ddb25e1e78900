import { describe, expect, it } from 'vitest';
import { OwnListeners } from '../../../src/gateway/dial/own-listeners.ts';

const local = (): readonly string[] => ['127.0.0.1', '::1', '192.0.2.10', 'fe80::1%eth0'];

function listening(address: string): OwnListeners {
  const own = new OwnListeners(local);
  own.replace([{ address, port: 8080 }]);
  return own;
}

describe('OwnListeners', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1', true],
    ['127.0.0.1', '::ffff:127.0.0.1', true],
    ['127.0.0.1', '::ffff:7f00:1', true],
    ['127.0.0.1', '0.0.0.0', true],
    ['127.0.0.1', '::', true],
    ['127.0.0.1', '192.0.2.10', false],
    ['127.0.0.1', '203.0.113.1', false],
    ['0.0.0.0', '127.0.0.1', true],
    ['0.0.0.0', '127.9.9.9', true],
    ['0.0.0.0', '192.0.2.10', true],
    ['0.0.0.0', '203.0.113.1', false],
    ['::', '192.0.2.10', true],
    ['::', '::1', true],
    ['::', 'fe80::1', true],
    ['127.0.0.1', 'no address', true],
  ])('D12: with a listener on %s, %s on its port is refused: %s', (listen, dialled, expected) => {
    expect(listening(listen).includes(dialled, 8080)).toBe(expected);
  });

  it('D12: another port is another listener', () => {
    expect(listening('0.0.0.0').includes('127.0.0.1', 8081)).toBe(false);
  });
});
