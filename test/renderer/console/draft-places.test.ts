import { expect, it } from 'vitest';
import { violations } from './browse.ts';
import { builtConsole } from './console-kit.ts';
import { draftPath as path, part, saves } from './draft-kit.ts';

/** Where a policy holds, and what may not be taken out of a place. */
const built = builtConsole();
/** Keys that come faster are a scanner's, and taken from the field. */
const byHand = { delay: 90 };

it('has a form for places, returns, fields and counts, takes names with commas as they are typed, and leaves out what is empty', async () => {
  const tab = await built.open(path);
  await part(tab, 'Places');
  await tab.getByText('ATA disks, ATA SSDs and NVMe SSDs with restricted or unknown data stay at Frankfurt 2 or Frankfurt 3').waitFor();
  await tab.getByRole('button', { name: 'Add a place' }).click();
  const form = tab.getByRole('region', { name: 'Place 2' });
  await form.getByLabel('Sites that count as one place').pressSequentially('D1, D2', byHand);
  await form.getByRole('button', { name: 'Media: All' }).click();
  await form.getByRole('button', { name: 'Data: All' }).click();
  await tab.getByText('with any data stay at D1 or D2 until at least Purge was reached').waitFor();
  expect(await violations(tab)).toEqual([]);
  await tab.getByRole('button', { name: 'Remove: Place 2' }).click();
  await tab.getByRole('button', { name: 'Remove: Place 1' }).click();
  await part(tab, 'Returns');
  await tab.getByRole('button', { name: 'Add a maker' }).click();
  const maker = tab.getByRole('region', { name: 'Maker 1' });
  await maker.getByLabel('Name', { exact: true }).fill('Maker A');
  await maker.getByLabel('Asks for an RMA number').selectOption('Yes');
  await maker.getByLabel('What it looks like').fill('A-#####');
  await maker.getByLabel('Has to be back in time').check();
  await maker.getByLabel('A late one costs').fill('18');
  await tab.getByText('This is no amount with a currency.').waitFor();
  await maker.getByLabel('A late one costs').fill('180 EUR');
  await maker.getByLabel('Restricted').check();
  await tab
    .getByText('They come back within 10 business days. A late one costs EUR 180.00. Drives with restricted data never go back')
    .waitFor();
  expect(await violations(tab)).toEqual([]);
  await part(tab, 'Fields');
  await tab.getByRole('button', { name: 'Add a field' }).click();
  const field = tab.getByRole('region', { name: 'Field 1' });
  await field.getByLabel('Name', { exact: true }).fill('Colour');
  await field.getByText('One of a few').click();
  await field.getByLabel('To choose from').fill('red, green');
  await field.getByText('Before it is sanitized').click();
  await tab.getByText('“Colour” (one of red or green) is filled in for a drive with any data before it is sanitized.').waitFor();
  expect(await violations(tab)).toEqual([]);
  await part(tab, 'Counts');
  await tab.getByText('Bins and cages without a seal are counted by two people at least every 30 days.').waitFor();
  await tab.getByRole('button', { name: 'Remove: Count 1' }).click();
  await tab.getByRole('button', { name: 'Remove: Count 1' }).click();
  await tab.getByRole('button', { name: 'Add a count' }).click();
  const counted = tab.getByRole('region', { name: 'Count 1' });
  await tab.getByText('Not finished: choose kinds of containers.').waitFor();
  await counted.getByLabel('Bin', { exact: true }).check();
  await counted.getByLabel('Days between two counts').fill('14');
  await tab.getByText('Bins without a seal are counted by two people at least every 14 days.').waitFor();
  expect(await violations(tab)).toEqual([]);
  await part(tab, 'Names');
  await tab.getByLabel('For these sites alone').pressSequentially('F2,', byHand);
  expect(await tab.getByLabel('For these sites alone').inputValue()).toBe('F2,');
  await tab.getByRole('button', { name: 'Save', exact: true }).click();
  await tab.getByText('Saved', { exact: true }).waitFor();
  const [save] = saves(built.registry());
  expect(save?.policy).not.toHaveProperty('places');
  expect(save?.policy.fields).toMatchObject([
    { id: 'field', label: 'Colour', kind: 'choice', choices: ['red', 'green'], step: 'sanitize' },
  ]);
  expect(save?.policy.counts).toEqual([{ kinds: ['bin'], days: 14 }]);
  expect(save?.policy.returns).toEqual([
    {
      maker: 'maker',
      title: 'Maker A',
      source: '',
      rma_number: { asked: true, form: 'A-#####' },
      window: { days: 10, count: 'business', from: 'swap' },
      late_fee: { minor: 18_000, currency: 'EUR' },
      never_back: ['restricted'],
    },
  ]);
  expect(save?.policy.scope).toEqual({ sites: ['F2'] });
  await tab.close();
});
