import { startPostgres } from '../../kit/postgres.ts';
import { playRegistryRound } from './round.ts';

/** Rounds on each store that is asked for. @returns how many failed */
export async function registryRounds(
  stores: readonly ('sqlite' | 'postgres')[],
  run: { readonly seed: number; readonly first: number; readonly rounds: number },
): Promise<number> {
  let failed = 0;
  for (const store of stores) {
    const server = store === 'postgres' ? await startPostgres() : undefined;
    let [told, checkpoints, kills] = [0, 0, 0];
    try {
      for (let number = run.first; number < run.first + run.rounds; number++) {
        const result = await playRegistryRound(run.seed, number, await server?.database(`round_${number}`));
        told += result.told;
        checkpoints += result.checkpoints;
        kills += result.kills.length;
        if (result.faults.length > 0) failed += 1;
        process.stdout.write(
          `${store} round ${number}  ${result.faults.length === 0 ? 'ok  ' : 'FAIL'}  ${result.told} facts told, ${result.checkpoints} checkpoints seen; killed: ${result.kills.join(', ')}\n`,
        );
        for (const fault of result.faults) process.stdout.write(`          ${fault}\n`);
        if (result.faults.length > 0)
          process.stdout.write(
            `          kept in ${result.dir}; again with: npm run test:kill -- --store ${store} --seed ${run.seed} --first ${number} --rounds 1\n`,
          );
      }
    } finally {
      await server?.stop();
    }
    process.stdout.write(
      `${store}: ${run.rounds} rounds, seed ${run.seed}, ${told} facts told, ${kills} kills, ${checkpoints} checkpoints kept and compared\n`,
    );
  }
  return failed;
}
