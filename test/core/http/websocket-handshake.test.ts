import { describe, expect, it } from 'vitest';
import { checkHandshake } from '../../../src/core/http/websocket-handshake.ts';

const GOOD: ReadonlyArray<readonly [string, string]> = [
  ['Host', 'a.example'],
  ['Upgrade', 'WebSocket'],
  ['Connection', 'keep-alive, Upgrade'],
  ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
  ['Sec-WebSocket-Version', '13'],
];

function check(fields: ReadonlyArray<readonly [string, string]>, method = 'GET') {
  return checkHandshake({ method, headers: fields.map(([name, value]) => ({ name, value })) });
}

const without = (name: string) => GOOD.filter((field) => field[0] !== name);

describe('checkHandshake', () => {
  it('X17: takes the handshake of RFC 6455, with the subprotocols in their order', () => {
    expect(check(GOOD)).toEqual({ ok: true, protocols: [] });
    expect(check([...GOOD, ['sec-websocket-protocol', 'b, a'], ['Sec-WebSocket-Protocol', 'c']])).toEqual({
      ok: true,
      protocols: ['b', 'a', 'c'],
    });
  });

  it('X17: refuses another method than GET', () => {
    expect(check(GOOD, 'POST')).toMatchObject({ problem: 'websocket_method' });
  });

  it.each<readonly [string, string, ReadonlyArray<readonly [string, string]>]>([
    ['no upgrade', 'websocket_upgrade', without('Upgrade')],
    ['two upgrades', 'websocket_upgrade', [...GOOD, ['Upgrade', 'websocket']]],
    ['a list of upgrades', 'websocket_upgrade', [...without('Upgrade'), ['Upgrade', 'websocket, h2c']]],
    ['no connection option', 'websocket_connection', without('Connection')],
    ['no key', 'websocket_key', without('Sec-WebSocket-Key')],
    [
      'a key of 15 bytes',
      'websocket_key',
      [...without('Sec-WebSocket-Key'), ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25j']],
    ],
    [
      'a key with bits left over',
      'websocket_key',
      [...without('Sec-WebSocket-Key'), ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZR==']],
    ],
    ['two keys', 'websocket_key', [...GOOD, ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ==']]],
    ['no version', 'websocket_version', without('Sec-WebSocket-Version')],
    ['two versions', 'websocket_version', [...GOOD, ['Sec-WebSocket-Version', '13']]],
    [
      'an older version',
      'websocket_version',
      [...without('Sec-WebSocket-Version'), ['Sec-WebSocket-Version', '8']],
    ],
    ['an empty subprotocol', 'websocket_protocol', [...GOOD, ['Sec-WebSocket-Protocol', 'a,,b']]],
    ['a subprotocol twice', 'websocket_protocol', [...GOOD, ['Sec-WebSocket-Protocol', 'a, a']]],
    ['a subprotocol that is no token', 'websocket_protocol', [...GOOD, ['Sec-WebSocket-Protocol', 'a"']]],
  ])('X17: refuses %s', (_, problem, fields) => {
    expect(check(fields)).toEqual({ ok: false, status: 400, problem });
  });
});
