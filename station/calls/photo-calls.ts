import { implement } from '@orpc/server';
import { bridge } from '../../contract/bridge.ts';
import { keepPhoto, readPhoto } from '../intake/photos.ts';
import { refused } from '../receipt.ts';
import type { Room } from '../room.ts';

/** Photos about drives. */
export function photoCalls(room: Room) {
  const os = implement(bridge).photos;
  return {
    keep: os.keep.handler(async ({ input: { base64, ...input } }) => {
      const session = room.people.current();
      if (session === undefined) return refused('not_signed_in');
      const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
      try {
        return await keepPhoto(room.parts, room.photos, { actor: session.person }, { ...input, bytes });
      } finally {
        room.parts.changes.notify();
      }
    }),
    read: os.read.handler(({ input }) => {
      if (room.people.current() === undefined) return refused('not_signed_in');
      const bytes = readPhoto(room.parts, room.photos, input);
      if (bytes === undefined) return refused('photo_not_here');
      return { kind: 'file' as const, media: 'image/jpeg' as const, base64: Buffer.from(bytes).toString('base64') };
    }),
  };
}
