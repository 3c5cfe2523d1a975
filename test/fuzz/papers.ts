import { makeBundle } from '../../certificate/bundle.ts';
import { utf8 } from '../../domain/bytes.ts';
import { bundleParts } from '../certificate/bundle-kit.ts';
import { logged } from '../certificate/asking.ts';
import { type Issued, issue, liveTo } from '../certificate/kit.ts';

/* Certificates and bundles of a life on paper, made when they are first asked for. */

let made: { readonly certificate: Issued; readonly file: Uint8Array; readonly bundle: Uint8Array } | undefined;

function papers(): NonNullable<typeof made> {
  if (made === undefined) {
    const certificate = issue(liveTo('sanitized'));
    const file = utf8(logged(certificate));
    made = { certificate, file, bundle: makeBundle(bundleParts(certificate, '// the checker\n')) };
  }
  return made;
}

export const paperCertificate = (): Uint8Array => papers().file;
export const paperBundle = (): Uint8Array => papers().bundle;
export const paperEntries = (): readonly Uint8Array[] => papers().certificate.entries.map(({ bytes }) => bytes);
