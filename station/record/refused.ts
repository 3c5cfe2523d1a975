import type { MoveRefusal } from '../../domain/custody/moves.ts';

/**
 * `illegal`: the gate says no, `why` has its word. `no_session`: an actor or witness has no open session.
 * `no_chain`: the station belongs to no chain yet. `bad_body`: not what the type asks for. `store_failed`: the
 * disk said no; nothing is written until the station starts anew, because what is on disk is not known for sure.
 */
export type RecordFault = 'illegal' | 'no_session' | 'no_chain' | 'bad_body' | 'store_failed';

/** Nothing of the batch was written. */
export class RecordRefused extends Error {
  readonly code: RecordFault;
  readonly why: MoveRefusal | undefined;
  constructor(code: RecordFault, message: string, more: { readonly why?: MoveRefusal; readonly cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'RecordRefused';
    this.code = code;
    this.why = more.why;
  }
}
