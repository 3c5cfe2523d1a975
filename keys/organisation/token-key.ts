import { createHash, verify, X509Certificate } from 'node:crypto';
import { der } from '../pades/der.ts';
import { type Attribute, ck, Cryptoki, ulongBytes } from './cryptoki.ts';
import { readSecret } from './key-files.ts';
import { aboutCertificate, chainFor, judgeCertificate, type OrganisationKey } from './organisation-key.ts';
import { readTokenKeyName, type TokenKeyName } from './pkcs11-uri.ts';
import { OrganisationKeyRefused } from './refused.ts';

/**
 * A key that never leaves its token. The certificate is the one on the token with the key's CKA_ID, else the first of
 * `more`, whose others make the chain. A key that wants its PIN for each signature (CKA_ALWAYS_AUTHENTICATE) is not
 * served. Throws `OrganisationKeyRefused`.
 */
export function openTokenKey(uri: string, pin: string | undefined, more: readonly Uint8Array[]): OrganisationKey {
  const name = readTokenKeyName(uri);
  const secret =
    pin ??
    (name.pinFile === undefined
      ? undefined
      : readSecret(name.pinFile)
          .toString('utf8')
          .replace(/\r?\n$/, ''));
  if (secret === undefined)
    throw new OrganisationKeyRefused(
      'wrong_pin',
      'The token wants a PIN. Name the file that holds it: pin-source in the URI, or the password file.',
    );
  const cryptoki = new Cryptoki(name.module);
  const session = cryptoki.openSession(slotOf(cryptoki, name));
  try {
    cryptoki.login(session, secret);
    return tokenKey(cryptoki, session, name, more);
  } catch (error) {
    cryptoki.close(session);
    throw error;
  }
}

function tokenKey(cryptoki: Cryptoki, session: number, name: TokenKeyName, more: readonly Uint8Array[]): OrganisationKey {
  const key = onlyKey(cryptoki, session, name);
  const id = cryptoki.attribute(session, key, ck.CKA_ID);
  const beside =
    id.length === 0
      ? []
      : cryptoki
          .find(session, [
            { type: ck.CKA_CLASS, value: ulongBytes(ck.CKO_CERTIFICATE) },
            { type: ck.CKA_ID, value: id },
          ])
          .map((object) => cryptoki.attribute(session, object, ck.CKA_VALUE));
  const [leaf] = [...beside, ...more];
  if (leaf === undefined)
    throw new OrganisationKeyRefused(
      'no_certificate',
      'There is no certificate beside the key on the token. Name a file that holds it as the chain.',
    );
  const chain = chainFor(new X509Certificate(leaf).publicKey, [...beside, ...more]);
  const kind = judgeCertificate(leaf);
  const type = ulongBytes(kind === 'rsa' ? ck.CKK_RSA : ck.CKK_EC);
  if (Buffer.compare(cryptoki.attribute(session, key, ck.CKA_KEY_TYPE), type) !== 0) throw otherCertificate();
  const sign = (message: Uint8Array): Uint8Array => {
    const digest = createHash('sha256').update(message).digest();
    return kind === 'rsa'
      ? cryptoki.sign(session, key, ck.CKM_RSA_PKCS, Buffer.concat([digestInfoSha256, digest]))
      : ecdsaValue(cryptoki.sign(session, key, ck.CKM_ECDSA, digest));
  };
  // The token says nothing of whose certificate it is: one signature shows that the two belong together.
  const probe = Buffer.from('custos: does this key belong to this certificate?');
  if (!verify('sha256', probe, new X509Certificate(leaf).publicKey, sign(probe))) throw otherCertificate();
  return { kind, chain, about: aboutCertificate(leaf), sign, close: () => cryptoki.close(session) };
}

function otherCertificate(): OrganisationKeyRefused {
  return new OrganisationKeyRefused(
    'other_certificate',
    'The certificate does not belong to the key on the token. Name the one that was issued for it.',
  );
}

function slotOf(cryptoki: Cryptoki, { token, serial }: TokenKeyName): number {
  const fitting = cryptoki.slots().filter((slot) => {
    const info = cryptoki.token(slot);
    return (token === undefined || info.label === token) && (serial === undefined || info.serial === serial);
  });
  const [slot, ...others] = fitting;
  if (slot === undefined || others.length > 0)
    throw new OrganisationKeyRefused(
      slot === undefined ? 'token_unavailable' : 'bad_uri',
      slot === undefined
        ? 'The token is not there. Plug it in, or correct its name.'
        : 'More than one token has this name. Add the serial number of the one that is meant.',
    );
  return slot;
}

function onlyKey(cryptoki: Cryptoki, session: number, { label, id }: TokenKeyName): number {
  const template: readonly Attribute[] = [
    { type: ck.CKA_CLASS, value: ulongBytes(ck.CKO_PRIVATE_KEY) },
    ...(label === undefined ? [] : [{ type: ck.CKA_LABEL, value: Buffer.from(label, 'utf8') }]),
    ...(id === undefined ? [] : [{ type: ck.CKA_ID, value: id }]),
  ];
  const [key, ...others] = cryptoki.find(session, template);
  if (key === undefined || others.length > 0)
    throw new OrganisationKeyRefused(
      'key_not_found',
      key === undefined ? 'There is no such private key on the token.' : 'More than one key on the token has this name. Give its id.',
    );
  return key;
}

/** RFC 8017, section 9.2, note 1: what stands before a SHA-256 in the DER of DigestInfo. */
const digestInfoSha256 = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** A token answers r and s side by side; CMS carries them as Ecdsa-Sig-Value (RFC 3279, section 2.2.3). */
function ecdsaValue(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2;
  return der(0x30, integer(raw.subarray(0, half)), integer(raw.subarray(half)));
}

function integer(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  const trimmed = first === -1 ? Uint8Array.of(0) : bytes.subarray(first);
  return (trimmed[0] ?? 0) < 0x80 ? der(0x02, trimmed) : der(0x02, Uint8Array.of(0), trimmed);
}
