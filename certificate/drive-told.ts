import { z } from 'zod';
import { driveIdentity } from '../domain/drive/identity.ts';
import { last, type Told } from './story.ts';

/** What papers about many drives tell of each. */
export const driveTold = {
  item: z.string().regex(/^d1_[0-9a-f]{32}$/),
  /** As the drive told it in a bay; where it never answered, as its label says. */
  serial: z.string().max(64).optional(),
  serial_from: z.enum(['drive', 'label', 'unknown']),
  model: z.string().max(200).optional(),
  wwn: z.string().max(64).optional(),
  media: driveIdentity.shape.media.optional(),
  capacity_bytes: driveIdentity.shape.capacity_bytes.optional(),
} as const;

type DriveTold = Omit<z.infer<z.ZodObject<typeof driveTold>>, 'item'>;

/** The same from the events about one drive. */
export function tellDrive(about: readonly Told[]): DriveTold {
  const seen = last(about, 'drive.seen')?.body.identity;
  const claim = last(about, 'custody.claimed')?.body;
  const serial = seen?.serial ?? claim?.serial;
  const model = seen?.model ?? claim?.model;
  return {
    ...(serial === undefined ? {} : { serial }),
    serial_from: seen !== undefined ? 'drive' : claim === undefined ? 'unknown' : 'label',
    ...(model === undefined ? {} : { model }),
    ...(seen?.wwn === undefined ? {} : { wwn: seen.wwn }),
    ...(seen === undefined ? {} : { media: seen.media, capacity_bytes: seen.capacity_bytes }),
  };
}
