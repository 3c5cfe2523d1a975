import type { FastifyInstance } from 'fastify';
import { parseVkey } from '../../domain/ledger/note.ts';
import type { Signer } from '../../domain/ledger/signing.ts';
import { addWitnessRoutes } from '../http/witness-routes.ts';
import type { TimesOfSizes } from '../ledger/brackets.ts';
import type { After, Report } from '../ports.ts';
import type { Ledger } from '../registry.ts';
import { parseNamedWitness, startAsker } from './asker.ts';
import { openCosigned } from './cosigned.ts';
import { standingsOf, type WitnessStandings } from './silence.ts';
import { openWitness } from './witness.ts';

export interface WitnessOptions {
  /** vkeys of the logs whose checkpoints are cosigned here. */
  readonly logs?: readonly string[];
  /** Witnesses whose cosignatures on own checkpoints are taken: a vkey (type 0x04), and behind a space the URL of one that is asked for them. */
  readonly witnesses?: readonly string[];
}

/** What witnesses say of this log. */
export interface Witnessed {
  /** When checkpoints were there, by the trusted witnesses. */
  readonly times: TimesOfSizes;
  readonly standings: WitnessStandings;
}

/** Where no witness is known. */
export const unwitnessed: Witnessed = { times: () => Promise.resolve([]), standings: () => Promise.resolve([]) };

/** Name under which a registry cosigns the checkpoints of others. */
export function witnessName(registryName: string): string {
  return `${registryName}/witness`;
}

export interface WitnessingParts {
  readonly options: WitnessOptions;
  readonly signer: () => Signer;
  readonly after: After;
  readonly report: Report;
}

/**
 * Opens both sides of witnessing over the ledger's store. `signer` is the witness key; it is asked for only when this
 * registry knows other logs. Throws when a vkey cannot be read: whom to believe is not guessed.
 */
export function addWitnessing(app: FastifyInstance, ledger: Ledger, { options, signer, after, report }: WitnessingParts): Witnessed {
  const { store, keys, clock, log, integrator } = ledger;
  const logs = (options.logs ?? []).map((vkey) => read(vkey, parseVkey));
  const named = (options.witnesses ?? []).map((text) => read(text, parseNamedWitness));
  const witnesses = named.map(({ key }) => key);
  const common = { sql: store.sql, verifier: keys.verifier };
  const witness =
    logs.length === 0 ? undefined : openWitness({ ...common, name: witnessName(ledger.registryName), signer: signer(), clock, logs });
  const cosigned = openCosigned({ ...common, logId: log.logId, logName: log.name, logKey: keys.log, witnesses });
  app.addHook('onClose', startAsker({ witnesses: named, store, integrator, cosigned, verifier: keys.verifier, after, report }));
  addWitnessRoutes(app, ledger, { witness, cosigned });
  return { times: (fromSize, toSize) => cosigned.times(fromSize, toSize), standings: standingsOf(store.sql, log.logId, witnesses) };
}

function read<Key>(vkey: string, parse: (text: string) => Key | undefined): Key {
  const key = parse(vkey);
  if (key === undefined) throw new RangeError(`${vkey} is no vkey of the kind that stands there. Nothing was opened.`);
  return key;
}
