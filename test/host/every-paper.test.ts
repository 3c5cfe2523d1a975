import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeMakerProof } from '../../certificate/maker/make.ts';
import { renderLoadList } from '../../host/paper/load-list.ts';
import { renderMakerProof } from '../../host/paper/maker.ts';
import { renderSummary } from '../../host/paper/summary.ts';
import { renderCertificate } from '../../host/paper/render.ts';
import { type PaperSeal, sealAt } from '../../host/paper/seal.ts';
import { openOrganisationKey } from '../../keys/organisation/open.ts';
import { logged, verifier } from '../certificate/asking.ts';
import { type Ending, issue, liveTo, staffedStation } from '../certificate/kit.ts';
import { load, lot } from '../certificate/lot-kit.ts';
import { summarize } from '../certificate/summary-kit.ts';
import { Authority, hasTool, run } from '../keys/organisation-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'custos-every-paper-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const missing = ['openssl', 'pdfsig', 'qpdf'].filter((tool) => !hasTool(tool));

let seal: PaperSeal;
beforeAll(async () => {
  if (missing.length > 0) return;
  const { together } = new Authority(join(folder, 'ca')).issue('seal');
  seal = sealAt(await openOrganisationKey({ key: together }, Date.now()), Date.now());
});

const certificateOf = (ending: Ending): string => logged(issue(liveTo(ending)));
const papers: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  sanitized: () => renderCertificate(certificateOf('sanitized'), seal),
  'not verified': () => renderCertificate(certificateOf('not_verified'), seal),
  'failed in the drive': () => renderCertificate(certificateOf('drive_failed'), seal),
  'destroyed after a failure': () => renderCertificate(certificateOf('failed_destroyed'), seal),
  'destroyed unseen': () => renderCertificate(certificateOf('silent_destroyed'), seal),
  practice: () => renderCertificate(logged(issue(liveTo('sanitized', staffedStation('practice'), true))), seal),
  'for the maker': () => {
    const made = makeMakerProof(certificateOf('sanitized'), verifier);
    if (made.kind === 'refused') throw new Error(made.detail);
    return renderMakerProof(made.text, seal);
  },
  'of a lot': () => renderLoadList(load({ withSilent: true }).logged, seal),
  'of many drives': () => {
    const { station } = load({ withSilent: true });
    return renderSummary(summarize(station, { is: 'lot', lot }), seal);
  },
};

describe('every kind of paper', () => {
  it.for(Object.entries(papers))(
    '%s: is sound for qpdf and wholly signed for pdfsig, with one file inside',
    async ([name, make], { skip }) => {
      skip(missing.length > 0, `${missing.join(', ')} not installed`);
      const path = join(folder, `${name}.pdf`);
      writeFileSync(path, await make());
      expect(run('qpdf', ['--check', path])).toContain('No syntax or stream encoding errors found');
      const said = run('pdfsig', [path]);
      for (const words of ['Signature is Valid', 'Total document signed', 'ETSI.CAdES.detached']) expect(said).toContain(words);
      expect(run('pdfdetach', ['-list', path])).toContain('1 embedded files');
    },
  );
});
