import { expect, test } from 'vitest';
import { fromBase64url, toBase64url, utf8 } from '../../../domain/bytes.ts';
import { canonicalText } from '../../../domain/ledger/canonical.ts';
import { openCheckpoint, signCheckpoint } from '../../../domain/ledger/checkpoint.ts';
import { dsseEnvelope, entrySignatureFault, leafHash, openEntry, sealEvent } from '../../../domain/ledger/entry.ts';
import { eventSchema, nothingSeen } from '../../../domain/ledger/event.ts';
import { sha256 } from '../../../domain/ledger/hash.ts';
import { driveId } from '../../../domain/ledger/ids.ts';
import { formatVkey, noteKey, parseVkey } from '../../../domain/ledger/note.ts';
import { commitment } from '../../../domain/ledger/sealed-values.ts';
import { preAuthEncoding } from '../../../domain/ledger/signing.ts';
import { emptyRoot, rootOfLeaves } from '../../../domain/ledger/tree.ts';
import { createVerifier, signerFromSeed } from '../../../keys/ed25519.ts';

// The vectors of docs/registry-protocol.md. A change of one byte here is a change of the protocol.
const station = signerFromSeed(new Uint8Array(32).fill(1));
const session = signerFromSeed(new Uint8Array(32).fill(2));
const log = signerFromSeed(new Uint8Array(32).fill(3));
const verifier = createVerifier();

const canonical =
  '{"actor":"tc_01","body":{"cond":"ok","holder":"site:03","seal":"S-99120"},"deps":[],"epoch":1,"prev":"QKx-HUifi-4AqToRA9mznxah3tq5tZpq5tTzux5r75U","reg":"custody.example/acme","sealed":{"person":"c9b8xyBakQfilMs1YmUdm3LtcuI8-366KWgXkgjicgI"},"seen":{"root":"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU","size":0},"seq":1,"station":"st_01","subject":"d1_ae2c9ae809b612e88ab666d804ae2530","time":{"age":310,"boot":"b1","hlc":"01a203989d530000","mono":8123,"off":-12,"src":"registry","wall":"2026-11-22T14:11:03.123Z"},"type":"custody.claimed","v":1}';
const event = eventSchema.parse(JSON.parse(canonical));
const entry = sealEvent({ event, signers: [station, session] });

test('keys have the names of the vectors', () => {
  expect(toBase64url(station.publicKey)).toBe('iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w');
  expect(station.keyId).toBe('ed25519:TdIDlEC3TsMGcv1RzdIh6A');
  expect(toBase64url(session.publicKey)).toBe('gTl3Dqh9F19Wo1Rmw0x-zMuNipG07jeiXfYPW4_Js5Q');
  expect(session.keyId).toBe('ed25519:iMWbLV58pHfchV6PxUOZRg');
});

test('drive id, commitment and anchor come out as in the vectors', () => {
  expect(driveId({ kind: 'wwn', value: '5000c500a1b2c3d4' })).toBe('d1_ae2c9ae809b612e88ab666d804ae2530');
  expect(commitment('person', new Uint8Array(32).fill(7), 'Ana Müller')).toBe('c9b8xyBakQfilMs1YmUdm3LtcuI8-366KWgXkgjicgI');
  expect(toBase64url(sha256(utf8('example-anchor')))).toBe(event.prev);
  expect(nothingSeen.root).toBe(toBase64url(emptyRoot));
});

test('the event has its canonical bytes and its hash', () => {
  expect(canonicalText(event)).toBe(canonical);
  expect(entry.eventBytes).toHaveLength(547);
  expect(entry.hash).toBe('HVUT2HGHcTuu4OUdTscJ5AvoztQrnE4pH6vzZsmHJQg');
});

test('station and session sign the same bytes to the byte', () => {
  expect(entry.sigs).toEqual([
    { keyid: station.keyId, sig: 'MJ2F3EIrRui4WDnZTDwadREl7MImdp6l8148sTrq0p-iaEJSzDDwIvqSgkuQmMpuZ30PdQv9wlfI9TDbzFGYBA' },
    { keyid: session.keyId, sig: '6wPRGZyLfeYftS4WKwXdot4ZQNEJRULWTlOotg_l0G1_iRXUDZTjPR5amNCUl4uIh_OdzkHyD2AYMzaphIROBQ' },
  ]);
  const keys = new Map([station, session].map((signer) => [signer.keyId, signer.publicKey]));
  expect(entrySignatureFault(entry, (keyid) => keys.get(keyid), verifier)).toBeUndefined();
});

test('the entry has its size and its leaf hash, and opens again', () => {
  expect(entry.bytes).toHaveLength(842);
  expect(toBase64url(leafHash(entry.bytes))).toBe('e7UpKeCpZ_EOqQaxYK70GQcQ82uyJj41g8a6UM5N4-8');
  expect(openEntry(entry.bytes)).toEqual({ kind: 'entry', entry });
});

test('an entry is also a plain DSSE envelope whose signatures cover its own payload', () => {
  const envelope = dsseEnvelope(entry);
  const payload = Buffer.from(envelope.payload, 'base64');
  expect(payload.toString('utf8')).toBe(canonical);
  const signed = preAuthEncoding(envelope.payloadType, payload);
  expect(Buffer.from(signed).toString('utf8')).toBe(`DSSEv1 38 application/vnd.custody.event+json;v=1 547 ${canonical}`);
  expect(verifier.verify(station.publicKey, signed, Buffer.from(envelope.signatures[0]?.sig ?? '', 'base64'))).toBe(true);
});

test('the checkpoint of the one-entry log is the note of the vectors', () => {
  const vkey = 'custody.example/acme+1c275fcc+Ae1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR';
  const key = noteKey('custody.example/acme', log.publicKey);
  expect(formatVkey(key)).toBe(vkey);
  expect(parseVkey(vkey)).toEqual(key);
  const root = rootOfLeaves([leafHash(entry.bytes)]);
  const note = signCheckpoint({ origin: 'custody.example/acme', size: 1, root }, log);
  expect(note).toBe(
    'custody.example/acme\n1\ne7UpKeCpZ/EOqQaxYK70GQcQ82uyJj41g8a6UM5N4+8=\n\n— custody.example/acme HCdfzFElrwLAkripRORbjVGpMt0a/ZgRQJfXpgpQ3Vm09bQrB49P4wC5I/oc1hai7vp0D+uhClODl3DsaSxNTzbytww=\n',
  );
  expect(openCheckpoint(note, key, verifier)).toEqual({ origin: 'custody.example/acme', size: 1, root });
});

test('the root of the five leaves is the one of the vectors', () => {
  const root = rootOfLeaves(['', 'a', 'b', 'c', 'd'].map((text) => leafHash(utf8(text))));
  expect(root).toEqual(fromBase64url('_5za7HM0XTiW43_1aBCEt75Al4Ofdg5iFBL5ND0TnyI'));
});
