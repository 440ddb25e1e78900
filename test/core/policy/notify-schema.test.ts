import { describe, expect, it } from 'vitest';
import { isWebUrl } from '../../../src/core/policy/notify-schema.ts';
import { BASE, configOf, problemsOf } from './fixtures.ts';

describe('notify', () => {
  it('takes webhooks and commands', () => {
    const { notify } = configOf(`notify:
  - webhook: https://hooks.example.com/x
  - { webhook_file: ./hook, format: slack, secret_file: ./key, events: [closed], timeout_seconds: 2.5 }
  - command: [notify-send, Decant]
`);
    expect(notify).toEqual([
      {
        kind: 'webhook',
        url: { text: 'https://hooks.example.com/x' },
        format: 'json',
        secretFile: null,
        events: ['proposed'],
        timeoutMs: 10_000,
      },
      {
        kind: 'webhook',
        url: { file: `${BASE}/hook` },
        format: 'slack',
        secretFile: `${BASE}/key`,
        events: ['closed'],
        timeoutMs: 2_500,
      },
      { kind: 'command', argv: ['notify-send', 'Decant'], events: ['proposed'], timeoutMs: 10_000 },
    ]);
  });

  it.each([
    ['notify: [{}]', 'notify[0]: name exactly one of'],
    ['notify: [{ webhook: "https://a.example/", command: [x] }]', 'notify[0]: name exactly one of'],
    ['notify: [{ webhook: "ftp://a.example/" }]', 'notify[0].webhook: expected an https'],
    ['notify: [{ webhook: "https://u:p@a.example/" }]', 'notify[0].webhook: expected an https'],
    ['notify: [{ command: [] }]', 'notify[0].command: the list must not be empty'],
    ['notify: [{ command: notify-send }]', 'notify[0].command: expected a list'],
    ['notify: [{ command: [x], format: slack }]', 'notify[0]: format and secret_file belong to a webhook'],
    ['notify: [{ command: [x], events: [] }]', 'notify[0].events: the list must not be empty'],
    ['notify: [{ command: [x], shell: true }]', 'unknown key shell'],
  ])('C25: refuses %s', (text, message) => {
    expect(problemsOf(text).join('\n')).toContain(message);
  });

  it('takes addresses of the web for addresses of the web', () => {
    expect(['http://127.0.0.1:1/', 'https://a.example/x?y'].map(isWebUrl)).toEqual([true, true]);
    for (const text of ['', 'a.example', 'file:///etc/passwd', 'javascript:1', 'https://u@a.example/']) {
      expect(isWebUrl(text)).toBe(false);
    }
  });
});
