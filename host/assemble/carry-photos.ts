import type { Log, Random, StationStore } from '../../contract/ports.ts';
import type { PhotoShelf } from '../../contract/photos.ts';
import type { Changes } from '../../station/feed/changes.ts';
import type { Recorder } from '../../station/record/recorder.ts';
import { type AttachmentNeeds, createAttachmentCarrier } from '../../station/sync/attachments.ts';
import { fetchConnection } from '../../station/sync/fetch-connection.ts';
import { machineClock, machineTimer } from '../machine/clock.ts';

/** Brings photos to the registry in the background, from now on. @returns what ends it */
export function carryPhotos(parts: {
  readonly store: StationStore;
  readonly photos: PhotoShelf;
  readonly keys: AttachmentNeeds['keys'];
  readonly recorder: Pick<Recorder, 'subscribe'>;
  readonly changes: Pick<Changes, 'subscribe'>;
  readonly random: Random;
  readonly log: Log;
}): () => Promise<void> {
  const { store, photos, keys, random, log } = parts;
  const carrier = createAttachmentCarrier({
    store,
    photos,
    keys,
    connect: fetchConnection,
    clock: machineClock,
    timer: machineTimer,
    random,
    log,
  });
  const left = [
    parts.recorder.subscribe((facts) => {
      if (facts.some(({ type }) => type === 'photo.kept')) carrier.taken();
    }),
    parts.changes.subscribe(() => carrier.poke()),
  ];
  carrier.start();
  return async () => {
    for (const leave of left) leave();
    await carrier.stop();
  };
}
