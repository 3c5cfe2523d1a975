import { createHash } from 'node:crypto';

/** How the bytes of a text file are to be read. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export const encodings: readonly Encoding[] = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'];

/** Why a file's text cannot be told. Nothing is guessed where two readings are as good. */
export type EncodingRefusal = 'empty' | 'utf16_without_mark' | 'utf32' | 'not_text' | 'bad_bytes';

/** What one pass over a file tells, before a single character of it is believed. */
export interface Survey {
  readonly sizeBytes: number;
  /** base64url of all bytes as they came. */
  readonly sha256: string;
  readonly text:
    /** `assumed`: no mark and no valid UTF-8; every byte has a meaning in Windows-1252, which is no proof. */
    | { readonly kind: 'text'; readonly encoding: Encoding; readonly marked: boolean; readonly assumed: boolean }
    | { readonly kind: 'refused'; readonly why: EncodingRefusal };
}

/** Bytes without a character in Windows-1252. */
const unused1252: ReadonlySet<number> = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/** Surveys a file in pieces: hash, size and encoding. */
export class Surveyor {
  readonly #hash = createHash('sha256');
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true });
  readonly #start: number[] = [];
  #sizeBytes = 0;
  #isUtf8 = true;
  #hasNul = false;
  #isPlain1252 = true;

  push(piece: Uint8Array): void {
    this.#hash.update(piece);
    this.#sizeBytes += piece.length;
    for (let at = 0; this.#start.length < 4 && at < piece.length; at += 1) this.#start.push(piece[at] ?? 0);
    for (const byte of piece) {
      if (byte === 0) this.#hasNul = true;
      if (unused1252.has(byte) || isControl(byte)) this.#isPlain1252 = false;
    }
    if (this.#isUtf8) this.#isUtf8 = decodes(() => this.#utf8.decode(piece, { stream: true }));
  }

  end(): Survey {
    if (this.#isUtf8) this.#isUtf8 = decodes(() => this.#utf8.decode());
    return { sizeBytes: this.#sizeBytes, sha256: this.#hash.digest('base64url'), text: this.#text() };
  }

  #text(): Survey['text'] {
    const [a, b, c, d] = this.#start;
    if (this.#sizeBytes === 0) return { kind: 'refused', why: 'empty' };
    if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff))
      return { kind: 'refused', why: 'utf32' };
    if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
      if (this.#sizeBytes % 2 !== 0) return { kind: 'refused', why: 'bad_bytes' };
      return { kind: 'text', encoding: a === 0xff ? 'utf-16le' : 'utf-16be', marked: true, assumed: false };
    }
    const marked = a === 0xef && b === 0xbb && c === 0xbf;
    if (this.#hasNul) return { kind: 'refused', why: marked ? 'not_text' : 'utf16_without_mark' };
    if (this.#isUtf8) return { kind: 'text', encoding: 'utf-8', marked, assumed: false };
    if (marked) return { kind: 'refused', why: 'bad_bytes' };
    return this.#isPlain1252
      ? { kind: 'text', encoding: 'windows-1252', marked: false, assumed: true }
      : { kind: 'refused', why: 'not_text' };
  }
}

/** Surveys bytes that are all here. */
export function survey(bytes: Uint8Array): Survey {
  const surveyor = new Surveyor();
  surveyor.push(bytes);
  return surveyor.end();
}

/** Text of a file in pieces, without its byte order mark. Throws `TypeError` on a byte that the encoding does not have. */
export async function* decoded(pieces: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const piece of pieces) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

/** The same for bytes that are all here; undefined when a byte has no meaning. */
export function textOf(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function isControl(byte: number): boolean {
  return (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f;
}

function decodes(decode: () => unknown): boolean {
  try {
    decode();
    return true;
  } catch {
    return false;
  }
}
