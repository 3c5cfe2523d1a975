import { checkCertificate } from '../../../certificate/check/check.ts';
import { withReceipts } from '../../../certificate/file.ts';
import { utf8 } from '../../../domain/bytes.ts';
import { createVerifier } from '../../../keys/ed25519.ts';
import { issue, liveTo, logOf } from '../../certificate/kit.ts';
import { bareVerify, listening, type Question } from '../bare-verify.ts';
import type { BenchCase } from '../bench-case.ts';
import { interleave, timedMs } from '../figures.ts';

const name = 'certificate_check';
const checks = 100;

/** An auditor's check of one certificate, offline. */
export const certificateCase: BenchCase = {
  group: 'station',
  names: [name],
  async run(room) {
    room.say(`${name}…`);
    const issued = issue(liveTo('sanitized'));
    const log = logOf(issued.station);
    const bytes = utf8(withReceipts(issued.text, log.receipts([...issued.entries, issued.issued])));
    const verifier = createVerifier();
    const check = (by = verifier): void => {
      const { verdict } = checkCertificate({ bytes, verifier: by });
      if (verdict !== 'valid') throw new Error(`the certificate is ${verdict}`);
    };
    const heard: Question[] = [];
    check(listening(verifier, heard));
    const bare = bareVerify(heard);
    const each = async (act: () => void): Promise<number> =>
      (await timedMs(() => {
        for (let i = 0; i < checks; i++) act();
      })) / checks;
    const values = await interleave(room.rounds, { ours: () => each(() => check()), peer: () => each(bare) });
    return [
      {
        name,
        unit: 'ms',
        better: 'less',
        oursIs: `checkCertificate of one drive's certificate: ${issued.entries.length + 1} entries, ${bytes.length} bytes, every proof and the whole body made again`,
        peerIs: `the physical limit: its ${heard.length} Ed25519 signatures by node:crypto and nothing else`,
        ...values,
      },
    ];
  },
};
