import { existsSync, readFileSync } from 'node:fs';
import { certificatesOf, openKeyFile, readSecret } from './key-files.ts';
import { lapse, type OrganisationKey } from './organisation-key.ts';
import { isTokenKey } from './pkcs11-uri.ts';
import { OrganisationKeyRefused } from './refused.ts';
import { openTokenKey } from './token-key.ts';

/** Where the organisation's key is. */
export interface OrganisationKeyPlace {
  /** A PEM or PKCS #12 file, or a PKCS #11 URI. */
  readonly key: string;
  /** File that holds the password of the file, or the PIN of the token. One line. */
  readonly passwordFile?: string | undefined;
  /** PEM file with the certificate, where it is not with the key, and those that lead to its root. */
  readonly chainFile?: string | undefined;
}

/** Opens the organisation's key and holds it against the clock. Throws `OrganisationKeyRefused` with what to do. */
export async function openOrganisationKey({ key, passwordFile, chainFile }: OrganisationKeyPlace, atMs: number): Promise<OrganisationKey> {
  const password =
    passwordFile === undefined
      ? undefined
      : readSecret(passwordFile)
          .toString('utf8')
          .replace(/\r?\n$/, '');
  const more = chainFile === undefined ? [] : chainIn(chainFile);
  const opened = isTokenKey(key) ? openTokenKey(key, password, more) : await openKeyFile(key, password, more);
  const lapsed = lapse(opened.about, atMs);
  if (lapsed === undefined) return opened;
  opened.close();
  throw lapsed;
}

function chainIn(path: string): readonly Uint8Array[] {
  if (!existsSync(path)) throw new OrganisationKeyRefused('missing', `${path} is not there.`);
  const certificates = certificatesOf(readFileSync(path, 'latin1'));
  if (certificates.length === 0) throw new OrganisationKeyRefused('no_certificate', `${path} holds no certificate in PEM.`);
  return certificates;
}
