import { describe, expect, it } from 'vitest';
import { request } from '../helpers/proxy-client.ts';
import { useStage } from '../helpers/stage.ts';
import { API, expectOnlyACleanOne, expectRefused, startWorld } from '../helpers/world.ts';

const stage = useStage();

describe('injected line breaks', async () => {
  const world = await startWorld(stage);
  const { gateway, upstream } = world;

  const blocked = {
    'a header line in the query': '/v1?q=%0d%0aSet-Cookie:%20a=b',
    'an encoded header line in the query': '/v1?q=%250d%250aSet-Cookie:%20a=b',
    'a header line in the query, upper case': '/v1?q=%0D%0ASet-Cookie:%20a=b',
    'a header line in the path': '/v1/%0d%0aX-Injected:%201',
    'an HTTP version': '/v1?q=x%20HTTP/1.1%0d%0aHost:%20evil',
    'an empty line': '/v1?q=x%0d%0a%0d%0aGET%20/',
  };
  for (const [what, path] of Object.entries(blocked)) {
    it(`S4: ${what} is a hard block without a question`, async () => {
      upstream.forget();
      const refused = expectRefused(await request(gateway, API, { path }), 'crlf_injection');
      expect(refused).toMatchObject({ proposal: null, detector: 'crlf' });
      expect(gateway.queue.openIds()).toEqual([]);
      await expectOnlyACleanOne(world);
    });
  }

  it('S4: an encoded header line in a header value is a hard block', async () => {
    upstream.forget();
    const headers = ['X-Note: a%0d%0aSet-Cookie:%20a=b'];
    expectRefused(await request(gateway, API, { headers }), 'crlf_injection');
    await expectOnlyACleanOne(world);
  });

  it('S4: several lines of text pass in a query and in a form body', async () => {
    expect((await request(gateway, API, { path: '/v1?text=a%0Ab' })).status).toBe(200);
    expect((await request(gateway, API, { path: '/v1?text=first%20line%0D%0Asecond%20line' })).status).toBe(
      200,
    );
    const form = 'text=first%0D%0Asecond%0D%0ASet-Cookie:%20a=b&more=1';
    const headers = ['Content-Type: application/x-www-form-urlencoded'];
    expect((await request(gateway, API, { headers, body: form })).status).toBe(200);
    expect(
      (await request(gateway, API, { body: 'line one\r\nX-Header: of a text\r\n\r\nline two' })).status,
    ).toBe(200);
    expect(gateway.queue.openIds()).toEqual([]);
  });
});
