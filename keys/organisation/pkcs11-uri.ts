import { OrganisationKeyRefused } from './refused.ts';

/** A key on a token, named by a PKCS #11 URI (RFC 7512). */
export interface TokenKeyName {
  /** The library of the token's maker: `module-path`. */
  readonly module: string;
  readonly token: string | undefined;
  readonly serial: string | undefined;
  /** Label of the private key: `object`. */
  readonly label: string | undefined;
  readonly id: Uint8Array | undefined;
  /** File that holds the PIN: `pin-source`. */
  readonly pinFile: string | undefined;
}

export function isTokenKey(name: string): boolean {
  return name.startsWith('pkcs11:');
}

/**
 * Reads a PKCS #11 URI: `pkcs11:token=NAME;object=LABEL?module-path=/path/to/module.so&pin-source=file:/path`. Understood
 * are token, serial, object, id and type=private, module-path and pin-source. Any other attribute is refused rather than passed over,
 * because it might have told one key from another; a PIN in the URI itself (pin-value) is refused because it would stand in
 * lists of processes.
 */
export function readTokenKeyName(uri: string): TokenKeyName {
  const [path = '', query = ''] = uri.slice('pkcs11:'.length).split('?', 2);
  const members = new Map([...partsOf(path, ';'), ...partsOf(query, '&')]);
  const known = new Set(['token', 'serial', 'object', 'id', 'type', 'module-path', 'pin-source']);
  const strange = [...members.keys()].find((name) => !known.has(name));
  if (strange !== undefined) throw refused(`"${strange}" is not understood in the name of a key on a token`);
  if ((text(members, 'type') ?? 'private') !== 'private') throw refused('only type=private names a key that signs');
  const module = text(members, 'module-path');
  if (module === undefined) throw refused('module-path is missing: the library that came with the token');
  const label = text(members, 'object');
  const id = members.get('id');
  if (label === undefined && id === undefined) throw refused('object or id is missing: which key on the token');
  const pinFile = text(members, 'pin-source')?.replace(/^file:(\/\/)?/, '');
  return { module, token: text(members, 'token'), serial: text(members, 'serial'), label, id, pinFile };
}

function partsOf(text: string, separator: string): readonly (readonly [string, Uint8Array])[] {
  return text
    .split(separator)
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', value] = part.split('=', 2);
      if (value === undefined) throw refused(`"${part}" has no value`);
      return [name, bytesOf(value)] as const;
    });
}

/** Percent-encoded bytes (RFC 3986, section 2.1); the rest is UTF-8. */
function bytesOf(value: string): Uint8Array {
  if (/%(?![0-9A-Fa-f]{2})/.test(value)) throw refused(`"${value}" is not percent-encoded`);
  const parts = value.match(/%[0-9A-Fa-f]{2}|[^%]+/g) ?? [];
  return new Uint8Array(
    Buffer.concat(parts.map((part) => (part.startsWith('%') ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part, 'utf8')))),
  );
}

function text(members: ReadonlyMap<string, Uint8Array>, name: string): string | undefined {
  const bytes = members.get(name);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}

function refused(what: string): OrganisationKeyRefused {
  return new OrganisationKeyRefused(
    'bad_uri',
    `The key on a token cannot be found: ${what}. Write it as pkcs11:token=NAME;object=LABEL?module-path=/path/to/module.so&pin-source=file:/path/to/pin.`,
  );
}
