import { lapse, type OrganisationKey } from '../../keys/organisation/organisation-key.ts';
import { signPdf } from '../../keys/pades/sign-pdf.ts';

/** The organisation's signature on one paper, or that there is none: what the page says of it, and what is done. */
export interface PaperSeal {
  readonly words: string;
  /** The paper with its signature. Throws `OrganisationKeyRefused` when a token fails. */
  sign(pdf: Uint8Array): Uint8Array;
}

const notSigned = 'This PDF is not signed by the organisation: what is signed is the file inside it.';

/** No key: the paper says so. */
export const unsealed: PaperSeal = { words: notSigned, sign: (pdf) => pdf };

/** There is a key, and it could not be used: why is for whoever runs the machine, not for the page. */
export const keyOutOfReach: PaperSeal = {
  words: `${notSigned} The organisation’s key could not be used when it was made.`,
  sign: (pdf) => pdf,
};

/**
 * The seal for a paper that is made at this time. A certificate that has ended, or not begun, seals nothing, and the
 * paper says why: whoever needs the paper has it, and nobody takes it for a signed one.
 */
export function sealAt(key: OrganisationKey, atMs: number): PaperSeal {
  const { name, issuer, serial } = key.about;
  const lapsed = lapse(key.about, atMs);
  if (lapsed !== undefined) return { words: `${notSigned} ${lapsed.message}`, sign: (pdf) => pdf };
  return {
    words: `This PDF is signed by ${name} (certificate ${shortSerial(serial)}, issued by ${issuer}): a PDF reader or pdfsig checks that. The proof is the file inside it.`,
    sign: (pdf) => signPdf(pdf, key, { atMs, reason: 'This paper is as the organisation issued it.' }),
  };
}

function shortSerial(serial: string): string {
  return serial.length <= 16 ? serial : `${serial.slice(0, 8)}…${serial.slice(-4)}`;
}
