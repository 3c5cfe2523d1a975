/** What was asked for on the command line. */
export type Asked =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly says: string }
  | { readonly kind: 'run'; readonly json: boolean; readonly only: readonly string[]; readonly rounds: number; readonly sizeMib: number };

export const usage = `npm run bench -- [options]

  --json         one array of {name, ours, peer, unit, ratio} on stdout and nothing else
  --only NAME    only figures whose name begins with NAME; may be given more than once
  --rounds N     interleaved rounds behind each median (5)
  --size MIB     bytes that an overwrite or a read-back moves, in MiB (1024)
  --help         this page

Drives that are written to are files and loop devices that the bench makes itself, and takes away again.
`;

/** Reads the arguments after the command. */
export function readArguments(given: readonly string[]): Asked {
  const only: string[] = [];
  let json = false;
  let rounds = 5;
  let sizeMib = 1024;
  for (let at = 0; at < given.length; at++) {
    const [name = '', joined] = (given[at] ?? '').split('=', 2);
    const value = (): string => joined ?? given[++at] ?? '';
    switch (name) {
      case '--':
        break;
      case '--json':
        json = true;
        break;
      case '--only':
        only.push(value());
        break;
      case '--rounds':
        rounds = Number(value());
        break;
      case '--size':
        sizeMib = Number(value());
        break;
      case '--help':
      case '-h':
        return { kind: 'help' };
      default:
        return { kind: 'wrong', says: `There is no option ${name}.` };
    }
  }
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) return { kind: 'wrong', says: '--rounds takes a number from 1 to 100.' };
  if (!Number.isInteger(sizeMib) || sizeMib < 16 || sizeMib > 2048 || sizeMib % 8 !== 0)
    return { kind: 'wrong', says: '--size takes MiB from 16 to 2048, in steps of 8.' };
  if (only.includes('')) return { kind: 'wrong', says: '--only takes the beginning of a name.' };
  return { kind: 'run', json, only, rounds, sizeMib };
}
