import type { BlobShelf } from '../blobs/shelf.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import type { SqlDatabase } from '../sql/port.ts';
import { optionalText } from '../sql/rows.ts';
import { attachmentsOf } from './bundle-attachments.ts';
import type { Handlers } from './call.ts';
import { factsOf } from './drive-facts.ts';
import { driveOf, opensSealed } from './drives.ts';

/** Photos of drives, for those who may open what is sealed about the drive: a label tells as much. */
export function photoHandlers({
  sql,
  blobs,
}: {
  readonly sql: SqlDatabase;
  readonly blobs: BlobShelf | undefined;
}): Handlers<'drives.photo'> {
  return {
    'drives.photo': async ({ params: { subject, photo: sha256 }, scope, asker, saw }) => {
      const { where, row } = await driveOf(sql, subject, scope);
      const named = (await factsOf(sql, subject))
        .filter(({ event }) => event.type === 'photo.kept')
        .flatMap(({ event }) => event.att ?? [])
        .find((attachment) => attachment.sha256 === sha256);
      if (named === undefined || !opensSealed(asker, where)) throw new ConsoleRefusal('not_found', 'this drive has no such photo here');
      const body = blobs === undefined ? undefined : (await attachmentsOf(blobs, [named]))[sha256];
      if (body === undefined) throw new ConsoleRefusal('not_found', 'the station that took this photo has not brought it yet');
      const tenant = optionalText(row, 'tenant');
      saw({ about: subject, sites: [where.site], tenants: tenant === undefined ? [] : [tenant], drives: 1, opened: true });
      return { media: 'image/jpeg', body, file: `${sha256}.jpg` };
    },
  };
}
