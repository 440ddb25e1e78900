import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { idOf, proposal } from '../supervisor/proposals.ts';
import { inBrowser, press, seatFactory, shows } from './support.ts';

type Tool = 'egress-token-allow' | 'egress-block';
const TOOLS: readonly Tool[] = ['egress-token-allow', 'egress-block'];

/** Each must be seen as it is, and do nothing. */
const MARKUP = [
  '<script>window.pwned=1</script>',
  '<img src=x onerror="window.pwned=1">',
  '"><svg onload=window.pwned=1>',
  "'-window.pwned=1-'",
  '<iframe srcdoc="<script>parent.pwned=1</script>">',
  '<a href="javascript:window.pwned=1">x</a>',
  '{{constructor.constructor("window.pwned=1")()}}',
  '<style>*{display:none}</style>',
  '<meta http-equiv=refresh content="0;url=//evil.example">',
  '<base href=//evil.example>',
  '<form action=//evil.example><button>Approve</button></form>',
  'data:text/html,<script>window.pwned=1</script>',
  '&lt;script&gt;window.pwned=1&lt;/script&gt;',
  '</title></style></textarea><script>window.pwned=1</script>',
  '✔ approved by policy',
  'javascript:window.pwned=1',
];

const UNSEEN = [
  '\u001b]52;c;ZXZpbA==\u0007',
  '\u001b[2J\u001b[H',
  '\u202eevil\u202c',
  '\u2066x\u2069',
  'a\u200bb\u2060c',
  '\u{e0041}\u{e0042}',
  '\u0000\u0008\u007f',
  '\u009b31m',
  'line\u2028line\u2029',
  `e${'\u0301'.repeat(80)}`,
  '\ufeff\u00ad',
];

/** Every field of a proposal that a view shows, filled with one text. */
function filled(number: number, text: string, tool: Tool) {
  return proposal(number, {
    tool,
    bottle: text.slice(0, 120),
    proposedFile: `${text}\n${text}`,
    justification: text,
    details: {
      host: text,
      scheme: text,
      method: text,
      path: text,
      kind: text,
      vendor: text,
      surface: text,
      location: text,
      decoded_via: [text],
      checksum: text,
      confidence: text,
      fingerprint: text,
      secret_name: text,
      detector: text,
      hints: { jwt: { iss: text, exp: 1e300 }, aws_account: text },
      scope: text,
      context: text,
    },
  });
}

inBrowser('hostile text', () => {
  const seat = seatFactory();

  /** One question that is open and one that is closed for each text. */
  const scene = (texts: readonly string[], tool: Tool) =>
    seat({
      currentFile: ({ justification }) => justification,
      safe: texts.map((text, number) => ({
        fingerprint: number.toString(16).padStart(16, '0'),
        destination: text,
        expires_in_seconds: null,
        uses_left: null,
        since: text,
        kind: text,
        secret_name: text,
      })),
      before: async (site) => {
        for (const [number, text] of texts.entries()) {
          const past = filled(100 + number, text, tool);
          await site.queue.publish(past);
          const digest = (await site.queue.get(past.id))?.digest ?? '';
          const by = { notes: text, decided_by: text, decided_at: text };
          await site.queue.respond({ proposal_id: past.id, status: 'rejected', ...by, digest });
          await site.closed(past.id);
          const now = filled(number, text, tool);
          await site.queue.publish(now);
          const waiter = { client: text, since: text, gives_up_at: text };
          await site.queue.showState(now.id, { waiters: [waiter], requests: 1 });
        }
      },
    });

  /** Every text in the list, opened, asked about, in the history and among the safe tokens. */
  async function walk(
    page: Page,
    texts: readonly string[],
    look: (seen: string, text: string | null) => void,
  ) {
    const seen = async () => (await page.locator('#app').textContent()) ?? '';
    await page
      .locator('.card')
      .nth(texts.length - 1)
      .waitFor();
    look(await seen(), null);
    for (const [number, text] of texts.entries()) {
      await page.locator(`.card[data-id="${idOf(number)}"]`).click();
      await page.locator('.detail').waitFor();
      look(await seen(), text);
    }
    await press(page, 'a', shows(page, '#reason'));
    look(await seen(), texts.at(-1) ?? null);
    for (const _ of [1, 2]) await page.keyboard.press('Escape');
    await press(page, 'h', shows(page, '.row'));
    for (const [number, text] of [...texts].reverse().entries()) {
      await page.locator('.row').nth(number).click();
      await page.locator('.row-detail').waitFor();
      look(await seen(), text);
    }
    await press(page, 'f', shows(page, '.safe-row'));
    look(await seen(), null);
  }

  it.each(TOOLS)(
    'W1 C22 U3: markup is text everywhere, and nothing of it runs (%s)',
    async (tool) => {
      const { page, faults } = await scene(MARKUP, tool);
      await walk(page, MARKUP, (seen, text) => {
        for (const shown of text === null ? MARKUP : [text]) expect(seen).toContain(shown);
      });
      expect(await page.evaluate(`'pwned' in window`)).toBe(false);
      const foreign =
        'iframe, #app script, #app style, #app a, #app img, #app meta, #app base, #app form[action]';
      expect(await page.locator(foreign).count()).toBe(0);
      expect(faults).toEqual([]);
    },
    60_000,
  );

  it.each(TOOLS)(
    'U1 U2 W1: what is not seen is spelled out wherever it stands (%s)',
    async (tool) => {
      const { page, faults } = await scene(UNSEEN, tool);
      await walk(page, UNSEEN, (seen, text) => {
        expect(seen).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(seen).not.toMatch(/\p{M}{3}/u);
        if (text !== null) expect(seen).toMatch(/\\(x|u\{)[0-9a-f]+/);
      });
      const names = await page.evaluate(`
      [...document.querySelectorAll('[aria-label], [title]')].map((one) => one.ariaLabel + one.title).join('')
    `);
      expect(names).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(faults).toEqual([]);
    },
    60_000,
  );

  it('U2 U3: ten thousand lines push nothing away, and each stands behind our bar', async () => {
    const { page } = await seat({
      before: ({ queue }) =>
        queue.publish(
          proposal(1, { tool: 'capability-block', proposedFile: 'x', justification: '\n'.repeat(10_000) }),
        ),
    });
    await page.locator('.card').click();
    const approve = page.locator('.detail-foot .button.primary');
    await approve.waitFor();
    const box = await approve.boundingBox();
    expect((box?.y ?? 9999) + (box?.height ?? 0)).toBeLessThanOrEqual(800);
    expect(await page.locator('#detail-title').boundingBox()).toMatchObject({ y: expect.any(Number) });
    expect(await page.getByText('The agent says').isVisible()).toBe(true);
  });

  it('U6: thousands of questions are listed, and keys answer', async () => {
    const { page } = await seat({
      before: async ({ queue }) => {
        for (let number = 0; number < 2000; number += 1) {
          const one = proposal(number % 256, { details: { kind: `kind ${number}` } });
          const id = `${String(number).padStart(6, 'a')}${one.id.slice(6)}`;
          await queue.publish({ ...one, id: id as typeof one.id });
        }
      },
    });
    await page.locator('.count', { hasText: '2000 open' }).waitFor();
    for (let number = 0; number < 70; number += 1) await page.keyboard.press('j');
    expect(await page.evaluate('document.activeElement.className')).toContain('card');
    expect(await page.locator('.card').count()).toBeLessThan(300);
  });

  it('W1: the browser itself runs nothing that the page did not bring', async () => {
    const { page } = await seat({ before: ({ queue }) => queue.publish(proposal(1)) });
    const refused = await page.evaluate(`(() => {
      const seen = [];
      const attempt = (what) => {
        try {
          what();
        } catch {
          seen.push('threw');
        }
      };
      const script = document.createElement('script');
      attempt(() => document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.pwned=1">'));
      attempt(() => { script.textContent = 'window.pwned=1'; });
      document.body.append(script);
      return seen;
    })()`);
    expect(refused).toEqual(['threw', 'threw']);
    expect(await page.evaluate(`'pwned' in window`)).toBe(false);
  });
});
