import type { Role } from '../../domain/people/roles.ts';
import { mustBeDone, type StationClient } from './window.ts';

/** Somebody with a badge and a PIN. The people of the demo are roles, not persons. */
export interface Player {
  readonly name: string;
  readonly badge: string;
  readonly pin: string;
}

export interface Cast {
  readonly supervisor: Player;
  readonly technician: Player;
  readonly validator: Player;
  readonly witness: Player;
  readonly custodian: Player;
}

/** Sets the station up and enrols one person for each duty. */
export async function enrolCast(client: StationClient): Promise<Cast> {
  const player = async (name: string): Promise<Player> => ({ name, badge: (await client.setUp.newBadge()).badge, pin: '271828' });
  const supervisor = await player('Demo supervisor');
  mustBeDone(await client.setUp.first({ site: 'Demo site', station: 'Bench 1', ...supervisor }), 'setting the station up');
  await signIn(client, supervisor);
  const enrol = async (name: string, roles: readonly Role[]): Promise<Player> => {
    const one = await player(name);
    mustBeDone(await client.people.enrol({ ...one, roles: [...roles] }), `enrolling ${name}`);
    return one;
  };
  return {
    supervisor,
    technician: await enrol('Demo technician', ['technician']),
    validator: await enrol('Demo validator', ['validator']),
    witness: await enrol('Demo witness', ['witness']),
    custodian: await enrol('Demo custodian', ['custodian']),
  };
}

export async function signIn(client: StationClient, player: Player): Promise<void> {
  mustBeDone(await client.session.signIn({ badge: player.badge, pin: player.pin }), `signing in ${player.name}`);
}
