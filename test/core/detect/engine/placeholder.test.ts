import { describe, expect, it } from 'vitest';
import { isPlaceholder } from '../../../../src/core/detect/engine/placeholder.ts';

describe('isPlaceholder', () => {
  it.each([
    'xxxxxxxxxxxxxxxx',
    '****************',
    'your-api-key-here',
    'YOUR_API_KEY',
    'my-secret-token',
    'password123',
    'changeme',
    '...',
  ])('X15: %s is one', (text) => {
    expect(isPlaceholder(Buffer.from(text))).toBe(true);
  });

  it.each([
    'Zk3vWq8TnL5yRb2XdC7m',
    'aaaaaaaaaaaaaaaa',
    'hunter2',
    'Zk3vWq8TnL5yRb2XdC7m-your-api-key-here',
    'xxxxZk3vWq8TnL5yRb2XdC7mxxxx',
  ])('S2: %s is none, also with such words behind it', (text) => {
    expect(isPlaceholder(Buffer.from(text))).toBe(false);
  });
});
