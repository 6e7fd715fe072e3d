import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { build } from 'esbuild';
import {
  type Browser,
  type BrowserContext,
  type FrameLocator,
  type Page,
  chromium as playwright,
} from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../harness/free-port.ts';
import { type OpenIdProvider, startOpenIdProvider } from './openid-provider.ts';
import { type SignedInProduct, startSignedInProduct } from './signed-in-product.ts';

/** Stands for the console: starts the session, and asks the API who is there. */
const script = `
  import { startSession } from './session.ts';
  const tell = (what) => { document.getElementById('console').textContent = JSON.stringify(what); };
  try {
    const session = await startSession();
    if (session.signIn !== null) {
      const button = document.createElement('button');
      button.textContent = 'Sign in';
      document.querySelector('body').append(button);
      await new Promise((resolve, reject) => { button.onclick = () => session.signIn().then(resolve, reject); });
    }
    const authorization = await session.authorization();
    const answer = await fetch('/v1/me', { headers: { authorization } });
    window.session = session;
    tell({ status: answer.status, ...(await answer.json()), address: location.pathname + location.search });
  } catch (error) {
    tell({ error: error.name, message: error.message });
  }
`;

let provider: OpenIdProvider;
let product: SignedInProduct;
let browser: Browser;
let code: string;
beforeAll(async () => {
  const [consolePort, issuerPort] = [await freePort(), await freePort()];
  provider = await startOpenIdProvider(`http://127.0.0.1:${consolePort}`, issuerPort);
  product = await startSignedInProduct(provider.issuer, consolePort);
  // Not with the arguments that it comes with: they switch off what keeps origins apart.
  browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox'] });
  const resolveDir = join(import.meta.dirname, '../../console/session');
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir },
    bundle: true,
    format: 'esm',
    write: false,
  });
  code = outputFiles[0]?.text ?? '';
}, 180_000);
afterAll(async () => {
  await browser.close();
  await product.close();
  await provider.close();
});

let context: BrowserContext;
let page: Page;
/** What the browser complains of, violations of the policy among it. */
let complaints: string[];
beforeEach(async () => {
  provider.settings.idTokenSeconds = 3600;
  context = await browser.newContext();
  page = await context.newPage();
  complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && /policy/i.test(message.text())) complaints.push(message.text());
  });
  await context.route(`${product.runtime.url}/assets/index-*.js`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: code }),
  );
});
afterEach(() => context.close());

async function open(path: string): Promise<void> {
  await page.goto(product.runtime.url + path);
}

async function signInAs(name: string, place = page): Promise<void> {
  await place.fill('input[name=login]', name);
  await place.fill('input[name=password]', 'any');
  await place.click('button[type=submit]');
  // The provider asks whether the console may know who it is.
  await place.click('button[type=submit]');
}

/** What the page says once it says something. */
async function told(place: Page | FrameLocator = page): Promise<Record<string, unknown>> {
  return JSON.parse((await place.locator('#console:not(:empty)').textContent()) ?? 'null');
}

const authorization = () => page.evaluate<string>('session.authorization()');

describe('somebody who opens the console', () => {
  test('signs in, and is back where the link led, known by address and role', async () => {
    await open('/runs/abc?tab=log');
    await signInAs('operator');
    expect(await told()).toMatchObject({
      status: 200,
      user: 'operator@example.com',
      role: 'operator',
      address: '/runs/abc?tab=log',
    });
    const { searchParams } = provider.asked.at(-1) ?? new URL('about:blank');
    expect(searchParams.get('response_type')).toBe('code');
    expect(searchParams.get('code_challenge_method')).toBe('S256');
    expect(complaints).toEqual([]);
  });

  test('is not asked again in the same tab', async () => {
    await open('/');
    await signInAs('viewer');
    await told();
    const before = provider.asked.length;
    await open('/runs');
    expect(await told()).toMatchObject({ status: 200, role: 'viewer', address: '/runs' });
    expect(provider.asked).toHaveLength(before);
  });

  test('without a role hears so', async () => {
    await open('/');
    await signInAs('stranger');
    expect(await told()).toMatchObject({ status: 403, type: '/problems/forbidden' });
  });

  test('and changes their mind hears that nobody is signed in', async () => {
    await open('/');
    await page.click('a[href*=abort]');
    expect(await told()).toMatchObject({ error: 'SignInError' });
    expect(new URL(page.url()).pathname).toBe('/');
  });

  test('by the address of an earlier sign-in signs in anew', async () => {
    await open('/signed-in?code=old&state=old');
    await signInAs('admin');
    expect(await told()).toMatchObject({ status: 200, role: 'admin', address: '/' });
  });
});

describe('a token', () => {
  test('that is about to expire is renewed without a word, once for all who wait', async () => {
    provider.settings.idTokenSeconds = 45;
    await open('/');
    await signInAs('admin');
    await told();
    const before = provider.refreshed.length;
    const first = await authorization();
    provider.settings.idTokenSeconds = 3600;
    const [second, third] = await Promise.all([authorization(), authorization()]);
    expect(second).not.toBe(first);
    expect(third).toBe(second);
    expect(await authorization()).toBe(second);
    expect(provider.refreshed).toHaveLength(before + 2);
  });

  test('stays in its tab', async () => {
    await open('/');
    await signInAs('admin');
    await told();
    const { local, cookies } = {
      local: await page.evaluate('localStorage.length'),
      cookies: await context.cookies(),
    };
    expect(local).toBe(0);
    expect(cookies.filter(({ name }) => !name.startsWith('_'))).toEqual([]);
  });
});

describe('in a frame of another page', () => {
  const frame = () => page.frameLocator('iframe');
  beforeEach(async () => {
    await page.route(`${product.runtime.url}/parent.html`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<iframe src="/embed/crm"></iframe>' }),
    );
    await open('/parent.html');
  });

  async function openWindow(): Promise<Page> {
    const [popup] = await Promise.all([page.waitForEvent('popup'), frame().locator('button').click()]);
    return popup;
  }

  test('somebody signs in by a window, which closes', async () => {
    const popup = await openWindow();
    const closed = popup.waitForEvent('close');
    await signInAs('viewer', popup);
    await closed;
    expect(await told(frame())).toMatchObject({ status: 200, role: 'viewer', address: '/embed/crm' });
    expect(new URL(page.url()).pathname).toBe('/parent.html');
  });

  test('who has closed the window opens another one', async () => {
    const closed = await openWindow();
    await closed.waitForSelector('input[name=login]');
    await closed.close();
    await signInAs('operator', await openWindow());
    expect(await told(frame())).toMatchObject({ status: 200, role: 'operator' });
  });

  test('who changes their mind hears that nobody is signed in', async () => {
    const popup = await openWindow();
    await popup.click('a[href*=abort]');
    expect(await told(frame())).toMatchObject({ error: 'SignInError' });
  });
});

test('who signs out is asked to sign in again', async () => {
  await open('/runs');
  await signInAs('admin');
  await told();
  // Not waited for: it leaves the page.
  await page.evaluate('void session.signOut()');
  await page.click('button[name=logout]');
  await page.waitForSelector('input[name=login]');
  await signInAs('viewer');
  expect(await told()).toMatchObject({ user: 'viewer@example.com', address: '/' });
});
