import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { assetsFrom } from '../../src/operator/web/assets.ts';
import { Site, type SiteOptions } from '../operator/web/support.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const built = fileURLToPath(new URL('../../dist/web/', import.meta.url));

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Tests that need a real browser and the built page; without them they are skipped, and say why. */
export function inBrowser(name: string, tests: () => void): void {
  const missing = !existsSync(CHROMIUM)
    ? `there is no Chromium at ${CHROMIUM} (set CHROMIUM)`
    : !existsSync(`${built}index.html`)
      ? 'the page is not built (npm run build)'
      : null;
  if (missing !== null) console.warn(`${name}: skipped: ${missing}`);
  describe.skipIf(missing !== null)(name, tests);
}

export interface Seat {
  readonly site: Site;
  readonly page: Page;
  /** Another window of the same person. */
  readonly another: () => Promise<Page>;
  /** What went wrong in the page: errors, refused loads, dialogs. */
  readonly faults: string[];
}

export interface SeatOptions extends SiteOptions {
  readonly before?: (site: Site) => Promise<void>;
  readonly context?: BrowserContextOptions;
}

export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
};

/** One browser for a file, one context and one server for each call. */
export function seatFactory(): (options?: SeatOptions) => Promise<Seat> {
  let browser: Browser | null = null;
  const undo: Array<() => Promise<unknown>> = [];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  }, 60_000);
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });
  afterAll(async () => await browser?.close());
  return async (options = {}) => {
    if (browser === null) throw new Error('the browser was not started');
    const site = new Site({ assets: builtAssets(), ...options });
    undo.push(() => site.server.close());
    await site.start();
    await options.before?.(site);
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
      ...options.context,
    });
    undo.push(() => context.close());
    const faults: string[] = [];
    const open = async (url: string): Promise<Page> => {
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(`console: ${message.text()}`);
      });
      page.on('dialog', (dialog) => {
        faults.push(`dialog: ${dialog.type()}`);
        void dialog.dismiss();
      });
      await page.goto(url);
      await page.waitForSelector('.connection-live');
      return page;
    };
    const page = await open(site.url);
    return { site, page, faults, another: () => open(`http://${site.host}/`) };
  };
}

function builtAssets() {
  const files = readdirSync(built, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return assetsFrom(
    new Map(
      files.map((entry) => {
        const path = `${entry.parentPath}/${entry.name}`.replaceAll('//', '/');
        return [path.slice(built.length), readFileSync(path)];
      }),
    ),
  );
}

/** Presses a key until it has led somewhere: right after a change keys are ignored on purpose. */
export async function press(page: Page, key: string, until: () => Promise<boolean>): Promise<void> {
  while (!(await until())) await page.keyboard.press(key);
}

/** The same for a click. */
export async function click(page: Page, selector: string, until: () => Promise<boolean>): Promise<void> {
  while (!(await until())) await page.locator(selector).click({ timeout: 2000 });
}

/** Keys as somebody types ahead: all at once, without looking. */
export async function typeAhead(page: Page, keys: readonly string[]): Promise<void> {
  await Promise.all(keys.map((key) => page.keyboard.press(key)));
}

export const shows = (page: Page, selector: string) => () => page.locator(selector).first().isVisible();
export const hides = (page: Page, selector: string) => async () =>
  !(await page.locator(selector).first().isVisible());
