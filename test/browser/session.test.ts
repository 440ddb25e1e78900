import { expect, it } from 'vitest';
import { idOf, proposal } from '../supervisor/proposals.ts';
import { inBrowser, seatFactory } from './support.ts';

inBrowser('the session', () => {
  const seat = seatFactory();

  it('W5 W9: the token leaves the address at once, and the session outlives a reload', async () => {
    const { page, site } = await seat();
    expect(page.url()).toBe(`http://${site.host}/`);
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.reload();
    await page.waitForSelector('.connection-live');
    await page.goto(site.url);
    await page.waitForFunction(`location.hash === ''`);
    await page.waitForSelector('.connection-live');
    expect(page.url()).toBe(`http://${site.host}/`);
  });

  it('W5: without it the door stays shut, and says how it opens', async () => {
    const { page, site, faults } = await seat({ before: ({ queue }) => queue.publish(proposal(1)) });
    await page.context().clearCookies();
    await page.goto('about:blank');
    await page.goto(site.url);
    await page.getByText('This browser has no session').waitFor();
    expect(await page.textContent('body')).not.toContain('OpenAI');
    expect(faults.filter((fault) => !fault.includes('401'))).toEqual([]);
  });

  it('two windows see the same, and a decision in one closes it in the other', async () => {
    const { page, another, site } = await seat({ before: ({ queue }) => queue.publish(proposal(1)) });
    const other = await another();
    await page.locator('.card').waitFor();
    await other.locator('.card').waitFor();
    const digest = (await site.queue.get(idOf(1)))?.digest ?? '';
    await site.queue.respond({ proposal_id: idOf(1), status: 'rejected', notes: '', digest });
    await page.locator('.empty-mark').waitFor();
    await other.locator('.empty-mark').waitFor();
  });

  it('a gateway that is gone is told at once, in words', async () => {
    const { page, site } = await seat();
    await site.server.close();
    await page.getByText('The gateway does not answer.').waitFor();
    await page.waitForFunction(`document.title.startsWith('⚠')`);
  });

  it('W4: no other page can frame it', async () => {
    const { page, site } = await seat();
    const frame = await page.context().newPage();
    await frame.route('http://outside.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<iframe src="http://${site.host}/"></iframe>` }),
    );
    await frame.goto('http://outside.example/');
    const inner = frame.frames()[1];
    expect(await inner?.evaluate(`document.querySelector('#app')`).catch(() => null)).toBeNull();
  });
});
