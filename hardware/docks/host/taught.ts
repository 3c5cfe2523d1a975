import { readFileSync } from 'node:fs';
import { z } from 'zod';

const taughtBays = z.array(z.object({ port: z.string().min(1).max(200), name: z.string().min(1).max(60), dock: z.string().max(100) }));

/** A port that people have named as a bay. */
export type Taught = z.infer<typeof taughtBays>[number];

/**
 * The ports that are bays, from the file the station keeps. No file: nobody has taught any, and every port is protected.
 * Throws for a file that cannot be read or understood.
 */
export function readTaught(path: string | undefined): ReadonlyMap<string, Taught> {
  if (path === undefined) return new Map();
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
    throw error;
  }
  const parsed = taughtBays.safeParse(json(text));
  if (!parsed.success) throw new Error(`the list of bays in ${path} cannot be understood; the station writes it anew at its next start`);
  return new Map(parsed.data.map((bay) => [bay.port, bay]));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
