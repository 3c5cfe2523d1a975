import type { FreshKeys, InstallGuard, InstallMark, RotatingKeys } from '../../contract/ports.ts';
import type { Signer } from '../../domain/ledger/signing.ts';
import { digestOf, type SimKeys } from './keys.ts';

/** A station's key files: which set it is, and how often its event key was followed by the next. Copied as files are. */
export class KeyRing implements RotatingKeys {
  readonly verifier: RotatingKeys['verifier'];
  readonly #owner: string;
  readonly #keys: SimKeys;
  #set: string;
  #turn: number;
  #fresh: string | undefined;
  #others = 0;

  constructor(keys: SimKeys, owner: string, from: { readonly set: string; readonly turn: number } = { set: owner, turn: 0 }) {
    this.#keys = keys;
    this.#owner = owner;
    this.#set = from.set;
    this.#turn = from.turn;
    this.verifier = keys.verifier;
  }

  /** The files, for a backup or a clone: with the new set, where one was made for a request. */
  get files(): { readonly set: string; readonly turn: number; readonly fresh?: string | undefined } {
    return { set: this.#set, turn: this.#turn, fresh: this.#fresh };
  }

  putBack({ set, turn, fresh }: KeyRing['files']): void {
    this.#set = set;
    this.#turn = turn;
    this.#fresh = fresh;
  }

  #event(turn: number, set = this.#set): Signer {
    return this.#keys.signer(`${set} event ${turn}`);
  }

  get event(): Signer {
    return this.#event(this.#turn);
  }

  get transport(): Signer {
    return this.#keys.signer(`${this.#set} transport`);
  }

  get nextKeyDigest(): string {
    return digestOf(this.#event(this.#turn + 1));
  }

  prepareNext(): { readonly next: Signer; readonly nextKeyDigest: string } {
    return { next: this.#event(this.#turn + 1), nextKeyDigest: digestOf(this.#event(this.#turn + 2)) };
  }

  promoteNext(): void {
    this.#turn += 1;
  }

  prepareFresh(another = false): FreshKeys {
    // A copy of a machine makes keys of its own, as its random numbers are its own.
    if (another) this.#others += 1;
    if (another || this.#fresh === undefined)
      this.#fresh = `${this.#owner} after ${this.#set}${this.#others === 0 ? '' : ` ${this.#others}`}`;
    return {
      event: this.#event(0, this.#fresh),
      transport: this.#keys.signer(`${this.#fresh} transport`),
      nextKeyDigest: digestOf(this.#event(1, this.#fresh)),
    };
  }

  promoteFresh(): void {
    if (this.#fresh === undefined) return;
    this.putBack({ set: this.#fresh, turn: 0 });
  }

  /** At a start: the files follow what the store keeps, as far as they were made before the process ended. */
  settle(keptKeyId: string | undefined): void {
    if (keptKeyId === undefined || keptKeyId === this.event.keyId) return;
    if (keptKeyId === this.#event(this.#turn + 1).keyId) this.promoteNext();
    else if (this.#fresh !== undefined && keptKeyId === this.#event(0, this.#fresh).keyId) this.promoteFresh();
  }
}

/** What stands beside the keys, outside the store. */
export class InstallDisk implements InstallGuard {
  readonly id: string;
  mark: InstallMark = {};
  constructor(id: string) {
    this.id = id;
  }

  read(): InstallMark {
    return this.mark;
  }

  write(mark: InstallMark): void {
    this.mark = mark;
  }
}
