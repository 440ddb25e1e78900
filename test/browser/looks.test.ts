import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Site } from '../operator/web/support.ts';
import { idOf, proposal, state } from '../supervisor/proposals.ts';
import { click, inBrowser, PHONE, press, seatFactory, shows } from './support.ts';

const SAFE = {
  fingerprint: '00000000000000aa',
  destination: 'https://api.example.com:443',
  expires_in_seconds: 90,
  uses_left: 2,
  since: '2026-06-24T10:00:00.000Z',
  kind: 'OpenAI API key',
  secret_name: null,
};

const busy = async (site: Site): Promise<void> => {
  const { queue, server } = site;
  await queue.publish(proposal(9));
  const digest = (await queue.get(idOf(9)))?.digest ?? '';
  await queue.respond({ proposal_id: idOf(9), status: 'rejected', notes: 'no', decided_by: 'bob', digest });
  await site.closed(idOf(9));
  const secret = {
    detector: 'known_secrets',
    secret_name: 'EGRESS_TOKEN_X',
    checksum: 'valid',
    seen: { value: 0, host: 0 },
  };
  await queue.publish(proposal(1, { details: { ...secret, path: `/${'very-long-segment/'.repeat(12)}` } }));
  await queue.showState(idOf(1), state(new Date(Date.now() + 15_000).toISOString(), null));
  await queue.publish(
    proposal(2, { tool: 'egress-block', proposedFile: `routes:\n  - host: ${'x'.repeat(200)}\n` }),
  );
  await queue.publish(proposal(3));
  for (let n = 0; n < 9; n += 1)
    server.record({ result: n % 3 ? 'allowed' : 'blocked', asked: n % 2 === 0, host: `h${n}.example` });
};

/** Each view in turn, with what is to be looked at in it. */
async function tour(page: Page, look: (view: string) => Promise<void>): Promise<void> {
  await page.locator('.card').first().waitFor();
  await look('list');
  await page.locator('.card').first().click();
  await page.locator('.detail').waitFor();
  await look('detail');
  await click(page, '.detail-foot .button.primary', shows(page, '#reason'));
  await look('decision');
  await page.locator('#reason').fill('x');
  await press(page, 'Enter', shows(page, '.second-yes'));
  await look('second yes');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.locator('.card', { hasText: 'routes file' }).click();
  await page.locator('.diff').waitFor();
  await look('diff');
  await page.keyboard.press('Escape');
  await press(page, 'h', shows(page, '.row'));
  await page.locator('.row').first().click();
  await look('history');
  await press(page, 'f', shows(page, '.safe-row'));
  await page.locator('.safe-row .button').click();
  await look('safe');
  await press(page, 'o', shows(page, '.chart'));
  await look('overview');
  await press(page, '?', shows(page, '.help'));
  await look('help');
}

inBrowser('how it looks', () => {
  const seat = seatFactory();

  it.each([
    ['light', {}],
    ['dark', PHONE],
  ] as const)(
    'axe finds nothing wrong (%s, %j)',
    async (colorScheme, context) => {
      const { page, faults } = await seat({
        before: busy,
        safe: [SAFE],
        context: { ...context, colorScheme },
      });
      const found: string[] = [];
      await tour(page, async (view) => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        for (const { id, impact, nodes } of violations) {
          found.push(
            `${view}: ${id} (${impact}): ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
          );
        }
      });
      expect(found).toEqual([]);
      expect(faults.filter((fault) => !fault.includes('Content Security Policy'))).toEqual([]);
    },
    60_000,
  );

  it('fits 390 px: nothing runs over the edge, and everything that is pressed is large enough', async () => {
    const { page } = await seat({ before: busy, safe: [SAFE], context: PHONE });
    await tour(page, async (view) => {
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      expect({ view, wide }).toEqual({ view, wide: 390 });
      const outside = await page.evaluate(`
        [...document.querySelectorAll('button, input, select, textarea')]
          .filter((one) => one.checkVisibility())
          .filter((one) => one.getBoundingClientRect().left < -1 || one.getBoundingClientRect().right > 391)
          .map((one) => one.outerHTML.slice(0, 100))
      `);
      expect({ view, outside }).toEqual({ view, outside: [] });
    });
  }, 60_000);

  it('decides on a phone, by touch alone', async () => {
    const { site, page } = await seat({ before: ({ queue }) => queue.publish(proposal(1)), context: PHONE });
    await page.locator('.card').tap();
    const form = shows(page, '#reason');
    while (!(await form())) await page.locator('.detail-foot .button.primary').tap();
    await page.getByRole('button', { name: 'false positive' }).tap();
    const send = page.locator('form.decision button[type=submit]');
    while (await send.isVisible()) await send.tap({ timeout: 2000 }).catch(() => undefined);
    await site.closed(idOf(1));
    expect((await site.queue.history({ limit: 1 }))[0]?.response).toMatchObject({
      status: 'approved',
      notes: 'false positive',
    });
  });

  it('follows the system into the dark, and stays where it is put', async () => {
    const { page } = await seat({ context: { colorScheme: 'dark' } });
    const ground = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    const dark = await ground();
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await ground();
    expect(light).not.toBe(dark);
    await page.keyboard.press('t');
    await page.keyboard.press('t');
    expect(await ground()).toBe(dark);
    await page.reload();
    await page.waitForSelector('.connection-live');
    expect(await ground()).toBe(dark);
  });
});
