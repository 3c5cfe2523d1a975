import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openBundle } from '../../certificate/bundle.ts';
import { checkBundle } from '../../certificate/check/bundle-check.ts';
import { trustInLog } from '../../certificate/check/receipts.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { claim, stationAt, subjectOf } from '../registry/console-kit.ts';
import { logKey } from '../registry/kit.ts';
import { goTo, violations } from '../renderer/console/browse.ts';
import { deskOf } from './console-desk.ts';

/** What an auditor takes away and reads, in a real browser, from a real registry. */

it('hands out a bundle that the checker holds to the key of the log', async () => {
  const { registry, tab } = await deskOf('auditor');
  await claim(registry, await stationAt(registry, 'North'), [{ serial: 'CHOSEN', owner: 'Tenant A' }]);
  await registry.ledger.integrator.settle();
  await goTo(tab, '/exports');
  await tab.locator('label', { hasText: 'All that you may see' }).click();
  const [download] = await Promise.all([tab.waitForEvent('download'), tab.getByRole('button', { name: 'Save Audit bundle' }).click()]);
  const opened = openBundle(new Uint8Array(await readFile(await download.path())));
  if (opened.kind === 'refused') throw new Error(opened.detail);
  expect(Object.keys(opened.files)).toContain('verify.mjs');
  const report = checkBundle({ files: opened.files, verifier: createVerifier(), trust: trustInLog(logKey(registry)) });
  // The claim names a person who signed nothing, and that is all there is to find.
  expect(report.findings.map(({ code }) => code)).toEqual(['not_signed']);
  await tab.getByText('was handed to your browser').waitFor();

  for (const path of ['/readiness', '/policies', '/reads', '/overdue', `/drive/${subjectOf('CHOSEN')}`]) {
    await goTo(tab, path);
    expect(await violations(tab), path).toEqual([]);
  }
});
