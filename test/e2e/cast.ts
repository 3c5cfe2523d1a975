import { mustBeDone, type StationClient } from '../../host/demo/window.ts';
import type { Role } from '../../domain/people/roles.ts';

/** Somebody with a badge and a PIN at the station under test. */
export interface Player {
  readonly name: string;
  readonly badge: string;
  readonly pin: string;
}

export interface Cast {
  /** Set the station up and may do everything but validate own work. */
  readonly supervisor: Player;
  /** Validator. */
  readonly validator: Player;
  /** Custodian. */
  readonly custodian: Player;
}

async function player(client: StationClient, name: string): Promise<Player> {
  return { name, badge: (await client.setUp.newBadge()).badge, pin: '271828' };
}

export async function signIn(client: StationClient, { badge, pin }: Player): Promise<void> {
  mustBeDone(await client.session.signIn({ badge, pin }), 'signing in');
}

/** Sets the station up through its bridge and leaves nobody signed in. */
export async function castOf(client: StationClient): Promise<Cast> {
  const supervisor = await player(client, 'Supervisor 1');
  mustBeDone(await client.setUp.first({ site: 'Hall 3', station: 'Bench 1', ...supervisor }), 'set-up');
  await signIn(client, supervisor);
  const enrol = async (name: string, roles: readonly Role[]): Promise<Player> => {
    const one = await player(client, name);
    mustBeDone(await client.people.enrol({ ...one, roles: [...roles] }), 'enrolling');
    return one;
  };
  const cast = { supervisor, validator: await enrol('Validator 1', ['validator']), custodian: await enrol('Custodian 1', ['custodian']) };
  mustBeDone(await client.session.signOut(), 'signing out');
  return cast;
}
