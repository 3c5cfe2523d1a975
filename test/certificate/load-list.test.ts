import { Ajv2020 } from 'ajv/dist/2020.js';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { checkLoadList, type LoadListReport, readLoadList, shippingOf } from '../../certificate/lot/file.ts';
import type { LoadList } from '../../certificate/lot/format.ts';
import { makeMakerPack, zipPack } from '../../certificate/lot/maker-pack.ts';
import { checkMakerProof } from '../../certificate/maker/check.ts';
import { jsonSchemaOf } from '../../certificate/schemas.ts';
import { utf8 } from '../../domain/bytes.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { logged, trusting, verifier } from './asking.ts';
import { certificateName, identity, logOf, serial, subject } from './kit.ts';
import { listOf, load, lot, silent } from './lot-kit.ts';

const one = load();
const both = load({ withSilent: true });
const check = (text: string, more: Partial<Parameters<typeof checkLoadList>[0]> = {}): LoadListReport =>
  checkLoadList({ bytes: utf8(text), verifier, ...more });
const first = ({ verdict, findings }: LoadListReport): string => `${verdict} ${findings[0]?.code ?? ''}`.trim();
const read = (text: string): LoadList => {
  const list = readLoadList(utf8(text));
  if (list === undefined) throw new Error('the list cannot be read');
  return list;
};
const changed = (change: (list: LoadList) => object): string => {
  const list = read(both.logged);
  return `${canonicalText({ ...list, ...change(list) })}\n`;
};

describe('a load list', () => {
  it('names each drive, what let it go and where it goes, from signed and logged events', () => {
    const report = check(one.logged, { trust: trusting(`log ${logOf(one.station).vkey}\nquorum none\n`) });
    expect(first(report)).toBe('valid');
    expect(report.pinned.by).toBe('reader');
    const list = read(one.logged);
    expect(list.body).toMatchObject({ lot, kind: 'rma', name: 'RMA 20117', state: 'closed', practice: false });
    expect(list.body.drives).toMatchObject([
      {
        item: subject,
        serial,
        serial_from: 'drive',
        model: identity.model,
        left: { ground: { on: 'certificate', certificate: certificateName, outcome: 'sanitized' } },
      },
    ]);
    expect(shippingOf(list)).toEqual({ consignee: 'Returns desk', reference: 'RMA-20117', vehicle: 'Van 7' });
  });

  it('says so of a drive that goes on an exception and whose serial only its label tells', () => {
    expect(first(check(both.logged))).toBe('valid');
    const { body } = read(both.logged);
    expect(body.state).toBe('closed');
    expect(body.drives.find(({ item }) => item === silent)).toMatchObject({
      serial: 'SILENT-1',
      serial_from: 'label',
      left: { ground: { on: 'exception', rule: 'no_job', ground: 'no_data_was_on_it' } },
    });
  });

  it('of an open lot shows that nothing has left', () => {
    const { body } = read(load({ closed: false }).logged);
    expect(body.state).toBe('open');
    expect(body.closed).toBeUndefined();
    expect(body.drives.map(({ left }) => left)).toEqual([undefined]);
  });

  it('that somebody closed over a drive that had not left in it is no closed one', () => {
    const { station } = load({ withSilent: true });
    const without = station.entries.filter(({ event }) => event.type !== 'custody.released' || event.subject !== silent);
    station.entries.splice(0, station.entries.length, ...without);
    expect(read(listOf(station)).body.state).toBe('closed_unproven');
  });

  it('from which somebody held an event back is not closed: the closing signs the whole content', () => {
    const { station } = load({ withSilent: true });
    const without = station.entries.filter(({ event }) => event.type !== 'lot.item_added' || event.body['item'] !== silent);
    station.entries.splice(0, station.entries.length, ...without);
    expect(read(listOf(station)).body).toMatchObject({ state: 'open', drives: [{ item: subject }] });
  });

  it('shows no name, no note and no host, and of a drive that answered no place and no class', () => {
    for (const word of ['Jo Lindqvist', 'Ana Müller', 'Kovač', 'store-0417', 'INC-48213', 'Row 14', 'confidential'])
      expect(one.logged, word).not.toContain(word);
    // Of a drive that never answered the claim goes along, because nothing else tells its serial number.
    expect(both.logged).toContain('Row 2');
  });

  it('fits its schema, with receipts and without', () => {
    const fits = new Ajv2020({ strict: true, strictRequired: false }).compile(jsonSchemaOf('load-list'));
    for (const text of [one.text, one.logged, both.logged]) {
      fits(JSON.parse(text));
      expect(fits.errors ?? 'fits').toBe('fits');
    }
    expect(fits({ ...read(one.text), more: 1 })).toBe(false);
    expect(first(check(one.text))).toBe('incomplete not_in_log');
  });
});

describe('a load list that was changed', () => {
  it.each<[string, string, (list: LoadList) => object]>([
    [
      'another serial',
      'altered not_as_composed',
      ({ body }) => ({ body: { ...body, drives: body.drives.map((each) => ({ ...each, serial: 'X' })) } }),
    ],
    ['a drive left out', 'altered not_as_composed', ({ body }) => ({ body: { ...body, drives: body.drives.slice(1) } })],
    [
      'a release left out with it',
      'altered not_as_composed',
      ({ entries }) => ({ entries: entries.filter(({ event }) => event['type'] !== 'custody.released'), opened: {} }),
    ],
    ['another consignee', 'altered wrong_value', ({ opened }) => ({ opened: asIfTo('Somebody else', opened) })],
    [
      'another signature',
      'altered bad_signature',
      ({ entries }) => ({
        entries: entries.map((each, index) =>
          index === 0 ? { ...each, sigs: [{ ...each.sigs[0], sig: entries[1]?.sigs[0]?.sig }] } : each,
        ),
      }),
    ],
    ['proofs left out', 'incomplete no_proof', ({ receipts }) => ({ receipts: { ...receipts, proofs: {} } })],
  ])('%s is found', (_, answer, change) => {
    expect(first(check(changed(change)))).toBe(answer);
  });

  it('in its spelling is found', () => {
    expect(first(check(` ${one.logged}`))).toBe('altered not_a_load_list');
    expect(first(check(one.logged.slice(0, 900)))).toBe('altered not_a_load_list');
  });
});

function asIfTo(consignee: string, opened: LoadList['opened']): LoadList['opened'] {
  return Object.fromEntries(
    Object.entries(opened).map(([hash, fields]) => [
      hash,
      Object.fromEntries(Object.entries(fields).map(([name, each]) => [name, name === 'consignee' ? { ...each, value: consignee } : each])),
    ]),
  );
}

describe('the proofs for the maker of a lot', () => {
  it('hold one file for each drive on a certificate, and say what has none', () => {
    const text = logged(both.issued);
    const pack = makeMakerPack(read(both.logged).body, (id) => (id === certificateName ? text : undefined), verifier);
    expect(pack.without).toEqual([{ item: silent, serial: 'SILENT-1', why: 'No certificate let it go.' }]);
    const files = unzipSync(zipPack(pack));
    expect(Object.keys(files).toSorted()).toEqual([`${certificateName}-maker.json`, 'contents.json']);
    const proof = checkMakerProof({ bytes: files[`${certificateName}-maker.json`] ?? new Uint8Array(), verifier });
    expect(proof.verdict).toBe('valid');
    expect(zipPack(pack)).toEqual(zipPack(pack));
  });

  it('have none where the certificate is not in the log yet', () => {
    const pack = makeMakerPack(read(one.logged).body, () => one.issued.text, verifier);
    expect(Object.keys(pack.files)).toEqual(['contents.json']);
    expect(pack.without[0]?.why).toMatch(/gives no proof for a maker/);
  });
});
