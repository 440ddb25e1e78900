import { describe, expect, it } from 'vitest';
import { type MessageWindow, NO_MESSAGES, windowAfter } from '../../../src/core/detect/message-window.ts';

const text = (window: MessageWindow): readonly string[] => window.map((bytes) => bytes.toString());

describe('windowAfter', () => {
  it('X16: keeps the latest messages that fit, oldest first, and of the last one its end', () => {
    let window = NO_MESSAGES;
    for (const message of ['aaaa', 'bbbb', 'cccc']) window = windowAfter(window, Buffer.from(message), 8);
    expect(text(window)).toEqual(['aaaa', 'bbbb', 'cccc']);
    expect(text(windowAfter(window, Buffer.from('0123456789'), 8))).toEqual(['bbbb', 'cccc', '23456789']);
  });

  it('I8: keeps no more than 32 messages, and no memory of theirs', () => {
    const large = Buffer.alloc(1 << 20, 'x');
    let window = NO_MESSAGES;
    for (let i = 0; i < 100; i += 1) window = windowAfter(window, Buffer.from('x'), 4096);
    expect(window).toHaveLength(32);
    window = windowAfter(window, large, 16);
    expect(window.at(-1)?.buffer).not.toBe(large.buffer);
    expect(windowAfter(window, Buffer.alloc(0), 16)).toBe(window);
  });
});
