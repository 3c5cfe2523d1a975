import type { DriveLife, RecordedFact } from '../../../../domain/custody/life.ts';
import { randomOf } from '../../../fuzz/random.ts';
import { type Hall, hallSurface } from './hall.ts';
import { createOracle } from './oracle.ts';
import { foldSurface, pullSurface, stationSurface, type Surface } from './surfaces.ts';
import { sceneOf, wishOf } from './wishes.ts';
import { createWorldOracle, dressed, worldOf, worldWish } from './world.ts';

export interface Walked {
  /** Empty when nothing left unproven. */
  readonly faults: readonly string[];
  /** What was told, one line each. */
  readonly lines: readonly string[];
  readonly gone: ReadonlyMap<string, number>;
  readonly wishes: number;
  readonly written: number;
}

const dayMs = 86_400_000;
const longest = 80;

/** One history on one surface, told by seed and number alone; the ids of what a station writes are its own. */
export function walk(surface: Surface, seed: number, number: number): Walked {
  const random = randomOf(seed, surface.name, number);
  const scene = sceneOf(random);
  const oracle = createOracle();
  // A stream of its own: the story of the drives is drawn as if there were no hall around them.
  const hall = isHall(surface) ? surface : undefined;
  const ofWorld = randomOf(seed, 'world', number);
  const [world, worldOracle] = [worldOf(ofWorld), createWorldOracle()];
  const faults: string[] = [];
  const lines: string[] = [];
  let nowMs = Date.UTC(2026, 0, 1) + number * 1000;
  let written = 0;
  const length = 20 + random.below(longest - 20);
  surface.begin();
  const contact = (): void => {
    oracle.lastContactMs = nowMs;
    worldOracle.lastContactMs = nowMs;
    surface.contact(nowMs);
  };
  contact();
  for (let n = 0; n < length && faults.length === 0; n++) {
    nowMs += 60_000;
    if (random.chance(0.02)) nowMs += (1 + random.below(40)) * dayMs;
    if (random.chance(0.3)) contact();
    if (scene.drives.every((drive) => surface.drive(drive)?.destroyed !== undefined)) break;
    const aside =
      hall !== undefined && ofWorld.chance(world.hasDraws && scene.drives.some((drive) => isCertified(surface, drive)) ? 0.6 : 0.15)
        ? worldWish(ofWorld, world, { drives: scene.drives, surface, oracle: worldOracle, nowMs, drawOf: hall.drawOf })
        : undefined;
    if (aside !== undefined && !('fact' in aside)) {
      hall?.happen(aside, nowMs);
      if ('draw' in aside) worldOracle.drawn(aside.draw, hall?.drawOf(aside.draw) ?? '');
      else worldOracle.hear(aside);
      lines.push(JSON.stringify(aside));
      continue;
    }
    const plain = aside?.fact ?? wishOf(random, scene, surface, nowMs);
    const wish = hall === undefined ? plain : dressed(ofWorld, world, plain, worldOracle);
    const before = new Map<string, DriveLife | undefined>(scene.drives.map((drive) => [drive, surface.drive(drive)]));
    const facts = surface.tell(wish, nowMs);
    written += facts.length;
    lines.push(
      `${facts.length === 0 ? 'refused ' : ''}${wish.type} ${wish.subject.slice(0, 6)} by ${wish.actor?.slice(-3) ?? 'the station'} ${JSON.stringify(wish.body).slice(0, 140)}`,
    );
    for (const fact of facts) faults.push(...oracle.judge(fact, before.get(fact.subject ?? ''), surface));
    if (hall !== undefined) {
      if (wish.subject.startsWith('c1_') && facts.length > 0) worldOracle.hear({ fact: wish });
      for (const fact of facts) faults.push(...worldOracle.judge(fact, wish, before.get(fact.subject ?? ''), surface));
    }
    if (facts.some(isDrive)) faults.push(...leftQuietly(before, surface, facts));
  }
  return { faults, lines, gone: oracle.gone, wishes: length, written };
}

/** Then it is about to leave, and what is drawn of it has to happen now. */
function isCertified(surface: Surface, drive: string): boolean {
  const life = surface.drive(drive);
  return life !== undefined && life.certificates.length > 0 && life.released === undefined && life.destroyed === undefined;
}

function isDrive({ subject }: RecordedFact): boolean {
  return subject?.startsWith('d1_') === true;
}

/** A drive may only be out by a fact about itself. */
function leftQuietly(
  before: ReadonlyMap<string, DriveLife | undefined>,
  surface: Surface,
  facts: readonly RecordedFact[],
): readonly string[] {
  return [...before].flatMap(([subject, life]) => {
    const now = surface.drive(subject);
    const mark = now?.destroyed?.mark ?? now?.released?.mark;
    const was = life?.destroyed?.mark ?? life?.released?.mark;
    const isNew = mark !== undefined && mark.hash !== was?.hash;
    return isNew && !facts.some(({ hash }) => hash === mark.hash) ? ['a drive left by a fact about something else'] : [];
  });
}

function isHall(surface: Surface): surface is Hall {
  return 'happen' in surface;
}

const surfaces = { fold: foldSurface, station: stationSurface, pull: pullSurface, hall: hallSurface } as const;
export type SurfaceName = keyof typeof surfaces;
export const surfaceNames = ['fold', 'station', 'pull', 'hall'] as const satisfies readonly SurfaceName[];

export function openSurface(name: SurfaceName): Surface {
  return surfaces[name]();
}
