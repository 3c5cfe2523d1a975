import { describe, expect, it } from 'vitest';
import { subjectOf } from '../scenes.ts';
import { violations } from './browse.ts';
import { builtConsole } from './console-kit.ts';
import { consoleScenes } from './scenes.ts';

/** Axe over the console's doors, its emptiness, and a dispute, in light and dark. */
const built = builtConsole();

describe('axe finds nothing wrong', () => {
  it('at a dispute on a drive’s page, and in the sheet that closes it', async () => {
    built.registry().use(consoleScenes.disputed);
    const disputed = await built.openAsIs(`/drive/${subjectOf(4)}`);
    expect(await violations(disputed)).toEqual([]);
    await disputed.getByRole('button', { name: 'Close this conflict' }).click();
    await disputed.getByRole('dialog').waitFor();
    expect(await violations(disputed)).toEqual([]);
    await disputed.close();
  });

  for (const scene of ['empty', 'signedOut', 'setUp', 'noRole'] as const)
    it(`when it is ${scene}`, async () => {
      built.registry().use(consoleScenes[scene]);
      const other = await built.openAsIs('/');
      expect(await violations(other)).toEqual([]);
      await other.close();
    });
});
