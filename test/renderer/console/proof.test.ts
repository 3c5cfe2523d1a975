import { describe, expect, it } from 'vitest';
import { subjectOf } from '../scenes.ts';
import { builtConsole } from './console-kit.ts';
import { log } from './scene-drives.ts';
import { consoleScenes } from './scenes.ts';

/** Proofs that the browser verifies, and what it says of spoilt ones. */
const built = builtConsole();

describe('a proof', () => {
  it('is verified in the browser with a key that the browser was given', async () => {
    const tab = await built.open(`/drive/${subjectOf(1)}`, log.vkey);
    await tab.getByRole('button', { name: 'Verify every line' }).click();
    await tab.getByText(`${log.entries.length} of ${log.entries.length} lines verified in this browser`).waitFor();
    expect(built.registry().asked.filter(({ id }) => id === 'drives.proof').length).toBe(log.entries.length);
    await tab.close();
  });

  for (const [what, spoil, words] of [
    [
      'an altered entry',
      (text: string) => text.replace(/^extra ([A-Za-z0-9+/])/m, (_all, first: string) => `extra ${first === 'e' ? 'f' : 'e'}`),
      'not in the log that was signed',
    ],
    [
      'an altered path',
      (text: string) => text.replace(/^(index \d+\n)(.)/m, (_all, index: string, first: string) => `${index}${first === 'A' ? 'B' : 'A'}`),
      'not in the log that was signed',
    ],
    ['another tree head', (text: string) => text.replace(/\n15\n/, '\n16\n'), 'not signed by the key that this browser trusts'],
    ['a proof of another line', () => log.proof(log.entries[3]!.hash)!, 'about another event'],
  ] as const)
    it(`is refused for ${what}, in words`, async () => {
      built.registry().use({ ...consoleScenes.full, log: { ...log, proof: (event) => spoil(log.proof(event)!) } });
      const tab = await built.openAsIs(`/drive/${subjectOf(1)}`, log.vkey);
      await tab
        .getByRole('button', { name: /^Proof/ })
        .first()
        .click();
      await tab.getByRole('button', { name: 'Verify here' }).click();
      await tab.getByText(words).waitFor();
      expect(await tab.getByText('verified in this browser, in the log').count()).toBe(0);
      await tab.close();
    });

  it('stands beside the times between which the log shows the line, whatever its clock said', async () => {
    const tab = await built.open(`/drive/${subjectOf(1)}`, log.vkey);
    await tab
      .getByRole('button', { name: /^Proof/ })
      .first()
      .click();
    await tab.getByText(/not before .*a witness cosigned it then/).waitFor();
    await tab.getByText(/not after .*no witness/).waitFor();
    await tab.getByText('told a later time than can be').waitFor();
    await tab.close();
  });

  it('claims nothing while the browser knows no key, and says where to get one', async () => {
    const tab = await built.open(`/drive/${subjectOf(1)}`);
    await tab
      .getByRole('button', { name: /^Proof/ })
      .first()
      .click();
    await tab.getByRole('button', { name: 'Verify here' }).click();
    await tab.getByText('This browser does not know the log’s key').waitFor();
    await tab.getByRole('link', { name: 'Open the Log page' }).click();
    await tab.getByLabel('Key of the log').fill(log.vkey);
    await tab.getByRole('button', { name: 'Trust this key' }).click();
    await tab.getByText('Signed by the key that you trust').waitFor();
    await tab.close();
  });
});
