import { expect, it } from 'vitest';
import { idOf, proposal, state } from '../supervisor/proposals.ts';
import { click, hides, inBrowser, press, seatFactory, shows } from './support.ts';

inBrowser('deciding in the browser', () => {
  const seat = seatFactory();

  it('S14 S17: a question comes up by itself, is opened, and approved with a reason and limits', async () => {
    const { site, page, faults } = await seat();
    await page.waitForSelector('.empty-mark');
    await site.queue.publish(proposal(1));
    await site.queue.showState(idOf(1), state(null, null));
    const card = page.locator('.card');
    await card.getByText('OpenAI API key').waitFor();
    await card.getByText('2 × curl/8.5').waitFor();
    expect(await page.title()).toBe('(1) Decant');
    expect(await page.locator('[data-live=new]').textContent()).toContain('api.example.com');

    await card.click();
    await page.locator('.detail').getByText('$.key').waitFor();
    await click(page, '.detail-foot .button.primary', shows(page, '#reason'));
    expect(await page.locator('.coverage').textContent()).toBe(
      'Opens: this value, to any allowed host (2 of them: api.example.com, *.example.org), until the gateway restarts.',
    );
    await press(page, 'Enter', shows(page, '#decision-problem'));
    expect(await page.locator('#decision-problem').textContent()).toContain('needs a reason');
    await page.locator('#reason').fill('   ');
    await page.keyboard.press('Enter');
    await page.locator('#decision-problem').waitFor();
    expect((await site.queue.get(idOf(1)))?.answered).toBe(false);

    await page.locator('#scope-host').check();
    await page.locator('#scope-ttl').selectOption('600');
    await page.locator('#scope-uses').selectOption('3');
    expect(await page.locator('.coverage').textContent()).toBe(
      'Opens: this value, to https://api.example.com:443 only, for 10 minutes and at most 3 requests, until the gateway restarts.',
    );
    await page.getByRole('button', { name: 'test credential' }).click();
    await press(page, 'Enter', hides(page, '.detail'));
    await page.getByText('2 requests released').waitFor();
    await site.closed(idOf(1));
    const [archived] = await site.queue.history({ limit: 1 });
    expect(archived?.response).toMatchObject({
      status: 'approved',
      notes: 'test credential',
      decided_by: 'ada',
      digest: archived?.digest,
      scope: { host_only: true, ttl_seconds: 600, uses: 3 },
    });
    await page.waitForSelector('.empty-mark');
    expect(await page.title()).toBe('Decant');
    expect(faults).toEqual([]);
  });

  it('S17: a rejection goes on to the next question', async () => {
    const { site, page } = await seat({
      before: async ({ queue }) => {
        for (const number of [1, 2])
          await queue.publish(proposal(number, { details: { kind: `kind ${number}` } }));
      },
    });
    await page.locator('.card').first().click();
    await click(page, '.detail-foot .button.danger', shows(page, '#reason'));
    await page.locator('#reason').fill('must not leave');
    await press(page, 'Enter', hides(page, '#reason'));
    await page.locator('#detail-title', { hasText: 'kind 2' }).waitFor();
    await site.closed(idOf(1));
    expect((await site.queue.history({ limit: 1 }))[0]?.response).toMatchObject({
      status: 'rejected',
      notes: 'must not leave',
    });
  });

  it('W8 Q9: who comes second is told who was first', async () => {
    const { site, page } = await seat({ before: ({ queue }) => queue.publish(proposal(1)) });
    // The page must not hear of the other decision before it sends its own.
    await page.locator('.card').click();
    await press(page, 'a', shows(page, '#reason'));
    await page.locator('#reason').fill('needed');
    await page.route('**/decision', async (route) => {
      const digest = (await site.queue.get(idOf(1)))?.digest ?? '';
      await site.queue.respond({
        proposal_id: idOf(1),
        status: 'rejected',
        notes: 'from the terminal',
        decided_by: 'bob',
        digest,
      });
      await route.continue();
    });
    await press(page, 'Enter', shows(page, '.over'));
    const told = page.locator('.over');
    await told.getByText('Somebody decided first.').waitFor();
    expect(await told.textContent()).toContain('rejected by bob');
    expect(await told.textContent()).toContain('from the terminal');
    expect(await page.locator('.detail-foot').count()).toBe(0);
  });

  it('Q9: what is open when somebody else decides stays in view, closed, with nothing to press', async () => {
    const { site, page } = await seat({ before: ({ queue }) => queue.publish(proposal(1)) });
    await page.locator('.card').click();
    await press(page, 'a', shows(page, '#reason'));
    const digest = (await site.queue.get(idOf(1)))?.digest ?? '';
    await site.queue.respond({ proposal_id: idOf(1), status: 'approved', notes: 'x', digest });
    await page.locator('.over').waitFor();
    expect(await page.locator('.detail-foot').count()).toBe(0);
    expect(await page.locator('#detail-title').isVisible()).toBe(true);
  });

  it('Q9: new and more urgent questions change no place while somebody works in the list', async () => {
    const { site, page } = await seat({
      before: async ({ queue }) => {
        for (const number of [1, 2, 3]) await queue.publish(proposal(number));
      },
    });
    const order = () =>
      page.evaluate<string[]>(`[...document.querySelectorAll('.card')].map((card) => card.dataset.id)`);
    await page.locator('.card').nth(1).focus();
    const before = await order();
    await site.queue.publish(proposal(4));
    await site.queue.showState(idOf(4), state('2026-06-24T10:01:01.000Z'));
    await page.locator('.reorder').waitFor();
    expect(await order()).toEqual([...before, idOf(4)]);
    expect(await page.evaluate('document.activeElement.dataset.id')).toBe(before[1]);
    await page.keyboard.press('u');
    expect(await order()).toEqual([idOf(4), ...before]);
  });

  it('Q17 U4: a provisioned secret to a host never seen before is asked about twice', async () => {
    const details = {
      detector: 'known_secrets',
      kind: 'known secret',
      secret_name: 'EGRESS_TOKEN_X',
      seen: { value: 0, host: 0 },
    };
    const { site, page } = await seat({ before: ({ queue }) => queue.publish(proposal(1, { details })) });
    await page.locator('.card').click();
    await press(page, 'a', shows(page, '#reason'));
    await page.locator('#reason').fill('needed');
    await press(page, 'Enter', shows(page, '.second-yes'));
    for (const key of ['Enter', 'Space', 'a']) await page.keyboard.press(key);
    expect((await site.queue.get(idOf(1)))?.answered).toBe(false);
    await press(page, 'y', hides(page, '.second-yes'));
    await site.closed(idOf(1));
    expect((await site.queue.history({ limit: 1 }))[0]?.response?.status).toBe('approved');
  });

  it('S21: what nobody may approve can only be rejected', async () => {
    const { page } = await seat({
      before: ({ queue }) => queue.publish(proposal(1, { details: { approvable: false } })),
    });
    await page.locator('.card').click();
    await page.locator('.detail-foot').waitFor();
    expect(await page.locator('.detail-foot .button.primary').isDisabled()).toBe(true);
    await press(page, 'r', shows(page, '#reason'));
    await page.keyboard.press('Escape');
    await page.keyboard.press('a');
    expect(await page.locator('form.decision').count()).toBe(0);
  });

  it('S14 S16: a configuration proposal shows its difference and can be changed; a token cannot', async () => {
    const before = 'routes:\n  - host: a.example\n';
    const after = 'routes:\n  - host: b.example\n';
    const { site, page } = await seat({
      currentFile: () => before,
      before: async ({ queue }) => {
        await queue.publish(
          proposal(1, { tool: 'egress-block', proposedFile: after, justification: 'I need b' }),
        );
        await queue.publish(proposal(2));
      },
    });
    await page.locator('.card', { hasText: 'New routes file' }).click();
    await page.locator('.diff-removed', { hasText: 'a.example' }).waitFor();
    expect(await page.locator('.diff-added').textContent()).toContain('b.example');
    expect(await page.locator('.detail').textContent()).toContain('The agent says');
    await press(page, 'm', shows(page, '#final-file'));
    await page.locator('#final-file').fill('routes:\n  - host: c.example\n');
    expect(await page.locator('.diff-added').textContent()).toContain('c.example');
    await page.locator('#reason').fill('c is enough');
    await page.locator('#reason').focus();
    await press(page, 'Enter', hides(page, '#final-file'));
    await site.closed(idOf(1));
    expect((await site.queue.history({ limit: 1 }))[0]?.response).toMatchObject({
      status: 'modified',
      notes: 'c is enough',
      final_file: 'routes:\n  - host: c.example\n',
    });
    await page.locator('#detail-title', { hasText: 'OpenAI' }).waitFor();
    expect(await page.getByRole('button', { name: /Modify/ }).count()).toBe(0);
    await press(page, 'a', shows(page, '#reason'));
    await page.keyboard.press('Escape');
    await page.keyboard.press('m');
    expect(await page.locator('#final-file').count()).toBe(0);
  });
});
