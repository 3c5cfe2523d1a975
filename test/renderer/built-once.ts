import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface Built {
  readonly root: string;
  /** Takes the folder away, unless others of the same run use it too. */
  remove(): Promise<void>;
}

/** Names the folder in which the files of one test run share what they build. */
const shared = 'CUSTOS_TEST_BUILDS';

/** For the run as a whole: makes that folder, and takes it away at the end. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'custos-builds-'));
  process.env[shared] = folder;
  return () => rm(folder, { recursive: true, force: true });
}

/** Builds something once in a test run, by whoever asks first; into a folder of its own where there is no run. */
export async function builtOnce(name: string, build: (root: string) => Promise<void>): Promise<Built> {
  const folder = process.env[shared];
  if (folder === undefined) {
    const root = await mkdtemp(join(tmpdir(), `custos-${name}-`));
    await build(root);
    return { root, remove: () => rm(root, { recursive: true, force: true }) };
  }
  const [root, taken, failed] = [join(folder, name), join(folder, `${name}.taken`), join(folder, `${name}.failed`)];
  const isFirst = await mkdir(taken).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    try {
      await build(`${root}.new`);
    } catch (cause) {
      await mkdir(failed);
      throw cause;
    }
    // Whole or not there.
    await rename(`${root}.new`, root);
  }
  while (!(await isThere(root))) {
    if (await isThere(failed)) throw new Error(`${name} could not be built; the file that was first to ask says why`);
    await pause(50);
  }
  return { root, remove: () => Promise.resolve() };
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
