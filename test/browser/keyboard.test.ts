import { expect, it } from 'vitest';
import type { Site } from '../operator/web/support.ts';
import { idOf, proposal } from '../supervisor/proposals.ts';
import { hides, inBrowser, press, seatFactory, shows, typeAhead } from './support.ts';

const KINDS = ['', 'alpha kind', 'beta kind', 'gamma kind'];

const three = async ({ queue }: Site): Promise<void> => {
  for (const number of [1, 2, 3]) await queue.publish(proposal(number, { details: { kind: KINDS[number] } }));
};

inBrowser('the keyboard', () => {
  const seat = seatFactory();
  const undecided = async (site: Site) => {
    for (const number of [1, 2, 3]) expect((await site.queue.get(idOf(number)))?.answered).toBe(false);
  };

  it('S14 S17: does everything: move, open, limit, approve, reject, look back, revoke, leave', async () => {
    const { site, page } = await seat({
      before: three,
      safe: [
        {
          fingerprint: '00000000000000aa',
          destination: null,
          expires_in_seconds: null,
          uses_left: null,
          since: '2026-06-24T10:00:00.000Z',
          kind: 'k',
          secret_name: null,
        },
      ],
    });
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await page.evaluate('document.activeElement.textContent')).toContain('beta kind');
    await page.keyboard.press('k');
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction('document.activeElement.textContent.includes("beta kind")');
    await press(page, 'Enter', shows(page, '#detail-title:has-text("beta kind")'));
    await press(page, 's', shows(page, '#scope-ttl'));
    expect(await page.evaluate('document.activeElement.id')).toBe('scope-ttl');
    await page.keyboard.press('1');
    await page.keyboard.press('Escape');
    await hides(page, '#reason')();
    await press(page, 'a', shows(page, '#reason'));
    await page.keyboard.press('Alt+2');
    expect(await page.locator('#reason').inputValue()).toBe('needed by this request');
    await press(page, 'Enter', hides(page, '#reason'));
    await site.closed(idOf(2));
    await page.locator('#detail-title', { hasText: 'gamma kind' }).waitFor();
    await press(page, 'r', shows(page, '#reason'));
    await page.keyboard.type('no');
    await press(page, 'Enter', hides(page, '#reason'));
    await site.closed(idOf(3));

    await press(page, 'h', shows(page, '.row'));
    expect(await page.locator('.row').allTextContents()).toEqual([
      expect.stringMatching(/rejected.*gamma kind.*no.*ada/),
      expect.stringMatching(/approved.*beta kind.*needed by this request.*ada/),
    ]);
    await page.keyboard.press('/');
    await page.keyboard.type('beta kind');
    await page.locator('.row', { hasText: 'gamma kind' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.locator('.row', { hasText: 'gamma kind' }).waitFor();
    await press(page, 'f', shows(page, '.safe-row'));
    await page.getByRole('button', { name: 'Revoke 00000000000000aa' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.sure').waitFor();
    await page.getByRole('button', { name: 'Revoke it' }).focus();
    await press(page, 'Enter', hides(page, '.sure'));
    await page.getByText('Revoked 1 approval').waitFor();
    expect(site.safe).toEqual([]);
    await press(page, '?', shows(page, '.help'));
    await press(page, 'Escape', hides(page, '.help'));
    await page.keyboard.press('Escape');
    await page.locator('.card', { hasText: 'alpha kind' }).waitFor();
  });

  it.each([
    [['j', 'a', 'x', 'Enter']],
    [['j', 'Enter', 'a', 'x', 'Enter', 'Enter']],
    [['Enter', 'a', 'Enter', 'y', 'Enter']],
    [['j', 'r', 'Enter']],
  ])('Q9 U4: what was typed ahead (%j) decides nothing', async (keys) => {
    const { site, page } = await seat({ before: three });
    await page.locator('.card').first().waitFor();
    await typeAhead(page, keys);
    await undecided(site);
    expect(await page.locator('.notice').count()).toBe(0);
  });

  it('Q9 U4: pasted text decides nothing, in the list and in the reason', async () => {
    const { site, page } = await seat({ before: three });
    await page.keyboard.press('j');
    await page.keyboard.insertText('a\ntest credential\ny\n');
    await undecided(site);
    expect(await page.locator('.detail').count()).toBe(0);
    await page.keyboard.press('Enter');
    await press(page, 'a', shows(page, '#reason'));
    await page.keyboard.insertText('pasted\nreason\n');
    await page.locator('#reason').waitFor();
    await undecided(site);
    expect(await page.locator('#reason').inputValue()).toContain('pasted');
  });

  it('Q9: a key that is held down, or made by a script, decides nothing', async () => {
    const { site, page } = await seat({ before: three });
    await page.locator('.card').first().click();
    await press(page, 'a', shows(page, '#reason'));
    await page.locator('#reason').fill('reason');
    await page.evaluate(`
      document.querySelector('form').dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true }));
      document.querySelector('#reason').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    `);
    await undecided(site);
    await page.keyboard.press('Escape');
    await page.evaluate(`
      for (const key of ['a', 'r']) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    `);
    expect(await page.locator('form.decision').count()).toBe(0);
    await undecided(site);
  });

  it('letters in a field stay letters', async () => {
    const { site, page } = await seat({ before: three });
    await page.keyboard.press('/');
    await page.keyboard.type('arsmhq? gamma kind');
    await undecided(site);
    expect(await page.locator('#filter').inputValue()).toBe('arsmhq? gamma kind');
    await page.locator('#filter').fill('gamma kind');
    expect(await page.locator('.card').count()).toBe(1);
  });
});
