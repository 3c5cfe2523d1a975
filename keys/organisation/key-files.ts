import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { type AuthenticatedSafe, CertBag, Certificate, PFX, PKCS8ShroudedKeyBag, PrivateKeyInfo, type SafeContents } from 'pkijs';
import { aboutCertificate, chainFor, judgeCertificate, type OrganisationKey } from './organisation-key.ts';
import { OrganisationKeyRefused } from './refused.ts';

/** A private key and the certificates beside it, as a file held them. */
interface Held {
  readonly privateKey: KeyObject;
  readonly certificates: readonly Uint8Array[];
}

/**
 * A key from a PEM file (PKCS #8, also encrypted, or the older forms, with certificates in the same file) or a PKCS #12
 * file (RFC 7292). `more` are certificates from another file. PKCS #12 is read where its contents are encrypted by
 * PBES2, as OpenSSL 3 and current systems write it; the older RC2 and Triple DES are refused with what to do.
 */
export async function openKeyFile(path: string, password: string | undefined, more: readonly Uint8Array[]): Promise<OrganisationKey> {
  const bytes = readSecret(path);
  const held = bytes.includes('-----BEGIN ') ? fromPem(path, bytes, password) : await fromPkcs12(path, bytes, password ?? '');
  return fileKey(held.privateKey, [...held.certificates, ...more]);
}

/** A key that this process holds itself, for these certificates. */
export function fileKey(privateKey: KeyObject, certificates: readonly Uint8Array[]): OrganisationKey {
  const chain = chainFor(createPublicKey(privateKey), certificates);
  const kind = judgeCertificate(chain[0]);
  return {
    kind,
    chain,
    about: aboutCertificate(chain[0]),
    // dsaEncoding der: Ecdsa-Sig-Value of RFC 3279, section 2.2.3, as CMS carries it.
    sign: (message) => new Uint8Array(sign('sha256', message, kind === 'rsa' ? privateKey : { key: privateKey, dsaEncoding: 'der' })),
    close: () => undefined,
  };
}

/** A file that others may not read: a key, or the password of one. */
export function readSecret(path: string): Buffer {
  if (!existsSync(path)) throw new OrganisationKeyRefused('missing', `${path} is not there.`);
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
    throw new OrganisationKeyRefused('open_to_others', `${path} can be read by other users of this machine. Set its mode to 0600.`);
  return readFileSync(path);
}

/** Every certificate of a PEM text, in its order. DER. */
export function certificatesOf(text: string): readonly Uint8Array[] {
  return (text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []).map((pem) => derOf(pem));
}

/** The bytes between a PEM text's first and last line. */
export function derOf(pem: string): Uint8Array {
  return new Uint8Array(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'));
}

function fromPem(path: string, bytes: Buffer, password: string | undefined): Held {
  const text = bytes.toString('latin1');
  const [key] = text.match(/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+?-----END [A-Z ]*PRIVATE KEY-----/) ?? [];
  if (key === undefined) throw new OrganisationKeyRefused('malformed', `${path} holds no private key.`);
  try {
    const privateKey = createPrivateKey({ key, ...(password === undefined ? {} : { passphrase: password }) });
    return { privateKey, certificates: certificatesOf(text) };
  } catch (cause) {
    throw new OrganisationKeyRefused(
      'wrong_password',
      `The key in ${path} cannot be opened. Its password is another one, or the file is damaged.`,
      {
        cause,
      },
    );
  }
}

async function fromPkcs12(path: string, bytes: Buffer, password: string): Promise<Held> {
  const safe = await openSafe(path, bytes, password);
  const certificates: Uint8Array[] = [];
  let privateKey: KeyObject | undefined;
  for (const { value } of safeContentsOf(safe)) {
    for (const { bagValue } of value.safeBags) {
      if (bagValue instanceof CertBag && bagValue.parsedValue instanceof Certificate)
        certificates.push(new Uint8Array(bagValue.parsedValue.toSchema(true).toBER()));
      const info = bagValue instanceof PKCS8ShroudedKeyBag ? await unshrouded(path, bagValue, password) : bagValue;
      if (info instanceof PrivateKeyInfo)
        privateKey = createPrivateKey({ key: Buffer.from(info.toSchema().toBER()), format: 'der', type: 'pkcs8' });
    }
  }
  if (privateKey === undefined) throw new OrganisationKeyRefused('malformed', `${path} holds no private key.`);
  return { privateKey, certificates };
}

async function openSafe(path: string, bytes: Buffer, password: string): Promise<AuthenticatedSafe> {
  let pfx: PFX;
  try {
    pfx = PFX.fromBER(new Uint8Array(bytes));
  } catch (cause) {
    throw new OrganisationKeyRefused('malformed', `${path} is neither a PEM nor a PKCS #12 file, or it is damaged.`, { cause });
  }
  const secret = passwordBytes(password);
  try {
    await pfx.parseInternalValues({ password: secret, checkIntegrity: true });
  } catch (cause) {
    throw new OrganisationKeyRefused('wrong_password', `${path} does not open with this password, or it is damaged.`, { cause });
  }
  const safe = pfx.parsedValue?.authenticatedSafe;
  if (safe === undefined) throw new OrganisationKeyRefused('malformed', `${path} holds no key.`);
  try {
    await safe.parseInternalValues({ safeContents: safe.safeContents.map(() => ({ password: secret })) });
  } catch (cause) {
    throw tooOld(path, cause);
  }
  return safe;
}

function safeContentsOf(safe: AuthenticatedSafe): readonly { readonly value: SafeContents }[] {
  const { safeContents } = safe.parsedValue as { readonly safeContents: readonly { readonly value: SafeContents }[] }; // typed as any there
  return safeContents;
}

async function unshrouded(path: string, bag: PKCS8ShroudedKeyBag, password: string): Promise<PrivateKeyInfo | undefined> {
  try {
    // The library's way to take a password is protected in its types alone.
    await (bag as unknown as { parseInternalValues(from: { password: ArrayBuffer }): Promise<void> }).parseInternalValues({
      password: passwordBytes(password),
    });
  } catch (cause) {
    throw tooOld(path, cause);
  }
  return bag.parsedValue;
}

function tooOld(path: string, cause: unknown): OrganisationKeyRefused {
  return new OrganisationKeyRefused(
    'old_encryption',
    `${path} is encrypted in a way that is not read here, most likely RC2 or Triple DES. Write it anew: openssl pkcs12 -legacy -in OLD -nodes | openssl pkcs12 -export -out NEW.`,
    { cause },
  );
}

function passwordBytes(password: string): ArrayBuffer {
  const bytes = new TextEncoder().encode(password);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}
