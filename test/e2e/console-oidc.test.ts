import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { signInRoutes } from '../../contract/console/sign-in.ts';
import { newBootId, type OpenRegistry } from '../../registry/open.ts';
import { freePort, startProvider } from '../kit/oidc-provider.ts';
import { type Browser, firstAdmin, startConsole } from '../registry/console-kit.ts';
import { tempDir } from '../registry/kit.ts';
import { violations } from '../renderer/console/browse.ts';
import { deskParts } from './console-desk.ts';

/** Signing in at a real OpenID provider, in a real browser, at a real registry: another site leads the browser there and back. */
interface House {
  readonly registry: OpenRegistry;
  readonly admin: Browser;
  readonly tab: Page;
  /** Lets time pass for the registry. */
  later(ms: number): void;
}

async function house(): Promise<House> {
  const port = await freePort();
  const provider = await startProvider(`http://127.0.0.1:${port}${signInRoutes['session.returned'].path}`);
  const { folder, chromium } = deskParts();
  let ahead = 0;
  const clock = { nowMs: () => Date.now() + ahead, monoMs: () => performance.now(), boot: newBootId() };
  const options = { pages: { folder, index: 'console.html' }, providers: [provider] };
  const registry = await startConsole(options, tempDir(), { port, clock });
  const admin = await firstAdmin(registry);
  const context = await chromium.newContext({ viewport: { width: 1280, height: 800 } });
  onTestFinished(() => context.close());
  const tab = await context.newPage();
  await tab.goto(registry.url);
  return { registry, admin, tab, later: (ms) => (ahead += ms) };
}

function told(tab: Page, words: string): Promise<void> {
  return tab.locator('.refused-what', { hasText: words }).waitFor();
}

/** From the console's door through the provider's own pages: says who it is, and agrees. */
async function signIn(tab: Page, login: string): Promise<void> {
  await tab.getByRole('link', { name: 'Sign in with House' }).click();
  await tab.getByPlaceholder('Enter any login').fill(login);
  await tab.getByPlaceholder('and password').fill('any');
  await tab.getByRole('button', { name: 'Sign-in' }).click();
  await tab.getByRole('button', { name: 'Continue' }).click();
}

it('leads a stranger from the provider to an account, a role, and out again', async () => {
  const { admin, tab } = await house();
  await signIn(tab, 'ana');
  await told(tab, 'You were recognised, and you have no account here.');
  expect(await violations(tab)).toEqual([]);
  expect(new URL(tab.url()).search).toBe('');

  const { rows } = await admin.ask('people.strangers');
  const { person } = await admin.ask('people.add', { body: { name: 'Ana', way: { way: 'oidc', stranger: rows[0]?.id } } });
  // The provider knows her already and asks nothing.
  await tab.getByRole('link', { name: 'Sign in with House' }).click();
  await tab.getByText('You have an account, and no role yet.').waitFor();
  const { cookies } = await tab.context().storageState();
  expect(cookies.find(({ name }) => name === 'custos-session')).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect(cookies.find(({ name }) => name === 'custos-ticket')).toBeUndefined();

  const until = Date.now() + 86_400_000;
  await admin.ask('people.grant', { params: { person }, body: { role: 'auditor', sites: ['*'], tenants: ['*'], until_ms: until } });
  await tab.getByRole('navigation').getByRole('link', { name: 'Read log' }).waitFor();

  await tab.getByRole('button', { name: 'Sign out' }).click();
  await tab.getByRole('link', { name: 'Sign in with House' }).waitFor();
  expect(await tab.evaluate(async () => (await fetch('/v1/console/reads')).status)).toBe(401);
});

it('says so when a session is over, at the very page, and lets the person in again', async () => {
  const { admin, tab, later } = await house();
  await signIn(tab, 'ana');
  await told(tab, 'you have no account here');
  const { rows } = await admin.ask('people.strangers');
  const { person } = await admin.ask('people.add', { body: { name: 'Ana', way: { way: 'oidc', stranger: rows[0]?.id } } });
  const until = Date.now() + 86_400_000;
  await admin.ask('people.grant', { params: { person }, body: { role: 'auditor', sites: ['*'], tenants: ['*'], until_ms: until } });
  await tab.getByRole('link', { name: 'Sign in with House' }).click();
  await tab.getByRole('heading', { name: 'Overview' }).waitFor();

  later(61 * 60_000);
  // By its address: the page may find out by itself before a link can be pressed.
  await tab.evaluate(() => (location.hash = '/reads'));
  await told(tab, 'You are not signed in any more.');
  expect(await violations(tab)).toEqual([]);
  await tab.getByRole('link', { name: 'Sign in with House' }).click();
  await tab.getByRole('heading', { name: 'Overview' }).waitFor();
});

it('says so when the sign-in is refused at the provider, and leaves nobody signed in', async () => {
  const { admin, tab } = await house();
  await tab.getByRole('link', { name: 'Sign in with House' }).click();
  await tab.getByRole('link', { name: 'Cancel' }).click();
  await told(tab, 'The sign-in was refused at the provider.');
  expect(await violations(tab)).toEqual([]);
  expect((await tab.context().cookies()).map(({ name }) => name)).not.toContain('custos-session');
  expect((await admin.ask('people.strangers')).rows).toEqual([]);

  // An answer that nobody here asked for.
  await tab.goto(new URL(`${signInRoutes['session.returned'].path}?code=stolen&state=other`, tab.url()).href);
  await told(tab, 'does not belong to a sign-in that this browser began');
});
