import { bundleFiles } from '../../../certificate/bundle.ts';
import { checkBundle } from '../../../certificate/check/bundle-check.ts';
import { checkCertificate } from '../../../certificate/check/check.ts';
import { withReceipts } from '../../../certificate/file.ts';
import { utf8 } from '../../../domain/bytes.ts';
import { createVerifier } from '../../../keys/ed25519.ts';
import { usePlatformHash } from '../../../keys/platform-hash.ts';
import { bundleParts } from '../../certificate/bundle-kit.ts';
import { issue, liveTo, logOf, tech } from '../../certificate/kit.ts';
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
    usePlatformHash();
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

const bundleName = 'bundle_check_10000';
const bundleEvents = 10_000;

/** An auditor's check of a bundle of ten thousand events, from its files to its verdict. */
export const bundleCase: BenchCase = {
  group: 'station',
  names: [bundleName],
  async run(room) {
    room.say(`${bundleName}…`);
    usePlatformHash();
    const station = liveTo('sanitized');
    const issued = issue(station);
    station.signIn(tech);
    while (station.entries.length < bundleEvents) {
      station.write({ type: 'station.heartbeat', body: { version: '0.1.0' } });
      const subject = `d1_${station.entries.length.toString(16).padStart(32, '0')}`;
      station.write({ type: 'custody.moved', subject, actor: tech, body: { holder: tech, place: 'Row 14' } });
    }
    const files = bundleFiles(bundleParts(issued, ''));
    const verifier = createVerifier();
    const check = (by = verifier): void => {
      const { verdict, findings } = checkBundle({ files, verifier: by });
      if (verdict !== 'valid') throw new Error(`the bundle is ${verdict}: ${findings[0]?.code ?? ''}`);
    };
    const heard: Question[] = [];
    check(listening(verifier, heard));
    const bare = bareVerify(heard);
    const values = await interleave(room.rounds, { ours: () => timedMs(check), peer: () => timedMs(bare) });
    return [
      {
        name: bundleName,
        unit: 'ms',
        better: 'less',
        oursIs: `checkBundle of ${station.entries.length} events of one station, every second one signed by two: chains, proofs, keys, conflicts and the certificate`,
        peerIs: `the physical limit: its ${heard.length} Ed25519 signatures by node:crypto and nothing else`,
        ...values,
      },
    ];
  },
};
