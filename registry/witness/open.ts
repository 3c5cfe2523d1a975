import type { FastifyInstance } from 'fastify';
import { parseWitnessVkey } from '../../domain/ledger/cosignature.ts';
import { parseVkey } from '../../domain/ledger/note.ts';
import type { Signer } from '../../domain/ledger/signing.ts';
import { addWitnessRoutes } from '../http/witness-routes.ts';
import type { TimesOfSizes } from '../ledger/brackets.ts';
import type { Ledger } from '../registry.ts';
import { openCosigned } from './cosigned.ts';
import { openWitness } from './witness.ts';

export interface WitnessOptions {
  /** vkeys of the logs whose checkpoints are cosigned here. */
  readonly logs?: readonly string[];
  /** vkeys (type 0x04) of the witnesses whose cosignatures on own checkpoints are taken. */
  readonly witnesses?: readonly string[];
}

/** Name under which a registry cosigns the checkpoints of others. */
export function witnessName(registryName: string): string {
  return `${registryName}/witness`;
}

/**
 * Opens both sides of witnessing over the ledger's store. `signer` is the witness key; it is asked for only when this
 * registry knows other logs. @returns when checkpoints were there, by the trusted witnesses. Throws when a vkey cannot be read: whom to believe is not guessed.
 */
export function addWitnessing(app: FastifyInstance, ledger: Ledger, options: WitnessOptions, signer: () => Signer): TimesOfSizes {
  const { store, keys, clock, log } = ledger;
  const logs = (options.logs ?? []).map((vkey) => read(vkey, parseVkey));
  const witnesses = (options.witnesses ?? []).map((vkey) => read(vkey, parseWitnessVkey));
  const common = { sql: store.sql, verifier: keys.verifier };
  const witness =
    logs.length === 0 ? undefined : openWitness({ ...common, name: witnessName(ledger.registryName), signer: signer(), clock, logs });
  const cosigned = openCosigned({ ...common, logId: log.logId, logName: log.name, logKey: keys.log, witnesses });
  addWitnessRoutes(app, ledger, { witness, cosigned });
  return (fromSize, toSize) => cosigned.times(fromSize, toSize);
}

function read<Key>(vkey: string, parse: (text: string) => Key | undefined): Key {
  const key = parse(vkey);
  if (key === undefined) throw new RangeError(`${vkey} is no vkey of the kind that stands there. Nothing was opened.`);
  return key;
}
