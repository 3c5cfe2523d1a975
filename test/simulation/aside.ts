import type { World } from './world.ts';

/** Asks something of the registry that is no part of the story. Its followers may have to end their work first, so the world goes on. */
export async function aside<Answer>(world: World, ask: () => Promise<Answer>): Promise<Answer> {
  world.inOneGo = true;
  let done = false;
  const asked = ask().finally(() => (done = true));
  asked.catch(() => undefined);
  while (!done) await world.run(world.nowMs + 10, () => done);
  world.inOneGo = false;
  return asked;
}
