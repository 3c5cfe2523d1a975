import type { Bytes } from '../../domain/bytes.ts';
import { fromBase64url } from '../../domain/bytes.ts';
import type { Attachment } from '../../domain/ledger/event.ts';
import type { BlobShelf } from '../blobs/shelf.ts';
import { ConsoleRefusal } from '../people/refusal.ts';

/** Bytes of attachments in one bundle: it is made in memory, beside its zip. */
const mostBytes = 64 * 1024 * 1024;

/**
 * The attachments that are stored here, by hash. One that no station has brought yet is left out: the event binds its size
 * and hash all the same, and the checker takes none for missing.
 * @throws ConsoleRefusal `too_large` when they hold more than 64 MiB together
 */
export async function attachmentsOf(shelf: BlobShelf, named: readonly Attachment[]): Promise<Readonly<Record<string, Bytes>>> {
  const wanted = new Map(named.map((attachment) => [attachment.sha256, attachment]));
  const found: Record<string, Bytes> = {};
  let sizeBytes = 0;
  for (const { sha256, size } of wanted.values()) {
    const key = fromBase64url(sha256);
    if (key === undefined || size === 0 || (await shelf.size(key)) !== size) continue;
    sizeBytes += size;
    if (sizeBytes > mostBytes)
      throw new ConsoleRefusal('too_large', `the attachments of these drives hold more than ${mostBytes} bytes; choose fewer drives`);
    found[sha256] = await whole(shelf, key, size);
  }
  return found;
}

async function whole(shelf: BlobShelf, sha256: Bytes, size: number): Promise<Bytes> {
  const parts: Buffer[] = [];
  for await (const part of shelf.read(sha256, 0, size - 1) as AsyncIterable<Buffer>) parts.push(part);
  return Uint8Array.from(Buffer.concat(parts));
}
