import { type Group, groups } from './bench-case.ts';

/** What was asked for on the command line. */
export type Asked =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly says: string }
  | {
      readonly kind: 'run';
      readonly json: boolean;
      /** All of them when empty. */
      readonly groups: readonly Group[];
      readonly only: readonly string[];
      /** Each case has its own number when absent. */
      readonly rounds?: number;
      readonly sizeMib: number;
      /** Events in the log that histories are read from. */
      readonly historyEvents: number;
    };

export const usage = `npm run bench -- [drive|station|registry] [options]

  drive          overwrite and read-back of drives, beside fio, dd, shred and nwipe
  station        the store, the log and the certificates
  registry       ingest, resend, answers under load, checkpoints and a storm, on SQLite and PostgreSQL

  --json         one array of {name, ours, peer, unit, ratio} on stdout and nothing else
  --only NAME    only figures whose name begins with NAME; may be given more than once
  --rounds N     interleaved rounds behind each median (5; 3 on drives)
  --size MIB     bytes that an overwrite or a read-back moves, in MiB (1024)
  --history N    events in the log that histories of drives are read from (1000000; 10000000 takes a quarter of an hour and 9 GB)
  --help         this page

Peers that are missing are installed (Debian, root) or left out. Drives that are written to are files and loop devices that the bench makes itself, and takes away again.
`;

/** Reads the arguments after the command. */
export function readArguments(given: readonly string[]): Asked {
  const only: string[] = [];
  let json = false;
  const asked: Group[] = [];
  let rounds: number | undefined;
  let sizeMib = 1024;
  let historyEvents = 1_000_000;
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
      case '--history':
        historyEvents = Number(value());
        break;
      case '--help':
      case '-h':
        return { kind: 'help' };
      case 'drive':
      case 'station':
      case 'registry':
        asked.push(name);
        break;
      default:
        return {
          kind: 'wrong',
          says: name.startsWith('-') ? `There is no option ${name}.` : `There is no ${name}: only ${groups.join(', ')}.`,
        };
    }
  }
  if (rounds !== undefined && (!Number.isInteger(rounds) || rounds < 1 || rounds > 100))
    return { kind: 'wrong', says: '--rounds takes a number from 1 to 100.' };
  if (!Number.isInteger(sizeMib) || sizeMib < 128 || sizeMib > 8192 || sizeMib % 128 !== 0)
    return { kind: 'wrong', says: '--size takes MiB from 128 to 8192, in steps of 128.' };
  if (!Number.isInteger(historyEvents) || historyEvents < 60_000 || historyEvents > 100_000_000 || historyEvents % 10 !== 0)
    return { kind: 'wrong', says: '--history takes a number of events from 60000 to 100000000, in tens.' };
  if (only.includes('')) return { kind: 'wrong', says: '--only takes the beginning of a name.' };
  return { kind: 'run', json, groups: asked, only, ...(rounds !== undefined && { rounds }), sizeMib, historyEvents };
}
