import { RegistryRefused } from './refused.ts';

/** The refusal to read a database that has the tables of a registry and no log yet. */
export function noLogThere(where: string): RegistryRefused {
  return new RegistryRefused('not_a_registry', `${where} holds no log yet. Start the registry that writes it first. Nothing was changed.`);
}

/**
 * Whether a log may be written where it stands. Throws `RegistryRefused` while it is copied to this place, and for ever
 * once it went on elsewhere: two registries never sign for one log.
 *
 * @param standing column of the log's row
 */
export function refuseStanding(standing: unknown): void {
  switch (standing) {
    case null:
      return;
    case 'moved':
      throw new RegistryRefused(
        'moved',
        'This log was moved and goes on in another database. Nothing was changed. Start the registry over that one; this one can be kept for reading, or destroyed when its term is over.',
      );
    default:
      throw new RegistryRefused(
        'arriving',
        'A log is being copied into this database, or a copy of it was cut short. Nothing was changed. Run the same move or restore again until it says that it is done.',
      );
  }
}
