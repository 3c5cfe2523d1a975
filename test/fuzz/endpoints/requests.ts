import { gzipSync } from 'node:zlib';
import type { Random } from '../random.ts';

/** What somebody may send to a door, whatever is behind it. */
export interface Sent {
  readonly name: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'latin1'));
const mebibyte = 1024 * 1024;

/** Bodies that no program of ours would send. Bombs and giants are made once. */
export const bodies: readonly Sent[] = [
  { name: 'nothing', body: bytes('') },
  { name: 'half of a JSON text', body: bytes('{"station":"st_') },
  { name: 'another type of JSON', body: bytes('[[],0,"x",null]') },
  { name: 'no UTF-8', body: Uint8Array.of(0xff, 0xfe, 0x00, 0xc0, 0xaf) },
  { name: 'arrays 200,000 deep', body: bytes('['.repeat(200_000)) },
  { name: 'objects 100,000 deep', body: bytes('{"a":'.repeat(100_000)) },
  { name: 'a prototype', body: bytes('{"__proto__":{"admin":true},"constructor":{"prototype":{}}}') },
  { name: 'a number beyond all', body: bytes('{"v":1e999,"seq":-0,"epoch":9007199254740993}') },
  { name: 'more than the limit', body: new Uint8Array(5 * mebibyte).fill(0x20) },
  { name: 'a bomb', body: Uint8Array.from(gzipSync(new Uint8Array(64 * mebibyte))), headers: { 'content-encoding': 'gzip' } },
  {
    name: 'a bomb in a bomb',
    body: Uint8Array.from(gzipSync(gzipSync(new Uint8Array(64 * mebibyte)))),
    headers: { 'content-encoding': 'gzip' },
  },
  { name: 'no gzip', body: bytes('{}'), headers: { 'content-encoding': 'gzip' } },
  { name: 'an unknown coding', body: bytes('{}'), headers: { 'content-encoding': 'br, gzip, x' } },
  { name: 'a form', body: bytes('a=b&c=d'), headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  {
    name: 'a header of 6,000 characters',
    body: bytes('{}'),
    headers: { 'signature-input': `sig1=${'x'.repeat(6_000)}`, signature: 'sig1=::' },
  },
];

/** Fills the places of a path in with what a stranger may think of. */
export function pathOf(route: string, random: Random): string {
  const odd = [
    'x',
    '..%2f..%2fetc%2fpasswd',
    '%00',
    '%ff',
    'A'.repeat(43),
    'd1_'.padEnd(35, '0'),
    '-1',
    '1e9',
    "' OR 1=1 --",
    'x'.repeat(3_000),
  ];
  const query = random.pick(['', '', '?nonce=x', '?after=-9&limit=999999999', '?limit=NaN&wait=1e9', '?%', '?a[]=1&a[]=2']);
  return route.replaceAll(/:[a-z_]+|\*/gi, () => encodeURI(random.pick(odd)).replaceAll('%25', '%')) + query;
}
