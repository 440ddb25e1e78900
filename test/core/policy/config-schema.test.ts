import { describe, expect, it } from 'vitest';
import { configSchema, routeSchema } from '../../../src/core/policy/config-schema.ts';

describe('the schema', () => {
  it('fills in everything from the version alone', () => {
    const parsed = configSchema.parse({ version: 1 });
    expect(parsed.hold.timeout_seconds).toBe(300);
    expect(parsed.routes).toEqual([]);
    expect(configSchema.parse({ version: 1, hold: {}, limits: {}, upstream: {}, secrets: {} })).toEqual(
      parsed,
    );
  });

  it('C25: is closed at every level', () => {
    const levels = [
      'ca',
      'hold',
      'queue_access',
      'safe_tokens',
      'secrets',
      'detection',
      'limits',
      'upstream',
    ];
    for (const level of levels) {
      expect(configSchema.safeParse({ version: 1, [level]: { nope: 1 } }).success, level).toBe(false);
    }
    expect(routeSchema.safeParse({ host: 'a.example', nope: 1 }).success).toBe(false);
    expect(routeSchema.safeParse({ host: 'a.example', dlp: { nope: 1 } }).success).toBe(false);
    expect(routeSchema.safeParse({ host: 'a.example', auth: { value: 'x', nope: 1 } }).success).toBe(false);
  });

  it('S18: knows the detectors of a route', () => {
    expect(routeSchema.parse({ host: 'a.example' }).dlp.outbound_detectors).toEqual([
      'token_patterns',
      'known_secrets',
      'crlf',
    ]);
    expect(
      routeSchema.safeParse({ host: 'a.example', dlp: { outbound_detectors: ['prompt_injection'] } }).success,
    ).toBe(false);
  });
});
