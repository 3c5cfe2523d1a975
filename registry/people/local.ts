import { createHash, timingSafeEqual } from 'node:crypto';
import { toBase64url } from '../../domain/bytes.ts';
import { hashPassword, isPassword } from '../../keys/password.ts';
import type { WrapCost } from '../../keys/pin.ts';
import { defaultWrapCost } from '../../keys/pin.ts';
import type { RandomBytes } from '../../keys/random.ts';
import type { Accounts } from './accounts.ts';
import { ConsoleRefusal } from './refusal.ts';
import { openThrottle } from './throttle.ts';

/** Five wrong passwords for one login, or twenty from one address, and it waits for the rest of a quarter of an hour. */
const windowMs = 15 * 60 * 1000;
const ofLogin = { tries: 5, windowMs };
const ofAddress = { tries: 20, windowMs };
/** Each hash takes tens of MiB, so they are made one after the other, and few may wait. */
const mostWaiting = 8;

export interface LocalSignIn {
  /**
   * The person of a login and password.
   *
   * @throws ConsoleRefusal `wrong_sign_in`, the same for an unknown login and a wrong password; `slow_down`
   */
  signIn(asked: { readonly login: string; readonly password: string; readonly address: string }, nowMs: number): Promise<string>;
  /** What the table keeps of a password. */
  hash(password: string): Promise<string>;
  /** A one-time code while nobody has an account, to be printed where only the operator looks. A later call makes the code before void. */
  setUpCode(): Promise<string | undefined>;
  /** Spends the set-up code. @throws ConsoleRefusal */
  spendSetUpCode(code: string, address: string, nowMs: number): Promise<void>;
}

/** Accounts with a password, for a first start and for the day on which the provider is away. */
export function openLocalSignIn(accounts: Accounts, randomBytes: RandomBytes, cost: WrapCost = defaultWrapCost): LocalSignIn {
  const logins = openThrottle(ofLogin);
  const addresses = openThrottle(ofAddress);
  let waiting = 0;
  let queue: Promise<unknown> = Promise.resolve();
  let setUp: string | undefined;
  // A login that nobody has is held against this one, so that it takes as long as a wrong password.
  let nobody: Promise<string> | undefined;

  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (waiting >= mostWaiting) throw new ConsoleRefusal('slow_down', 'many sign in at this moment; try again', { retryMs: 2_000 });
    waiting += 1;
    const result = queue.then(work).finally(() => (waiting -= 1));
    queue = result.catch(() => undefined);
    return result;
  }

  function holdBack(login: string | undefined, address: string, nowMs: number): void {
    const waitMs = Math.max(login === undefined ? 0 : logins.waitMs(login, nowMs), addresses.waitMs(address, nowMs));
    if (waitMs > 0) throw new ConsoleRefusal('slow_down', 'too many wrong tries; wait before the next one', { retryMs: waitMs });
  }

  return {
    async signIn({ login, password, address }, nowMs) {
      holdBack(login, address, nowMs);
      const account = await accounts.account('local', '', login);
      const person = account === undefined ? undefined : await accounts.person(account.person);
      nobody ??= hashPassword(toBase64url(randomBytes(16)), cost);
      const kept = account?.secret ?? (await nobody);
      const right = await inTurn(() => isPassword(password, kept));
      if (!right || account === undefined || person === undefined || person.endedMs !== undefined) {
        logins.failed(login, nowMs);
        addresses.failed(address, nowMs);
        throw new ConsoleRefusal('wrong_sign_in', 'this name and password do not belong together here');
      }
      logins.forget(login);
      return account.person;
    },
    hash: (password) => inTurn(() => hashPassword(password, cost)),
    async setUpCode() {
      if (!(await accounts.isEmpty())) return undefined;
      setUp = toBase64url(randomBytes(16));
      return setUp;
    },
    async spendSetUpCode(code, address, nowMs) {
      holdBack(undefined, address, nowMs);
      if (setUp === undefined || !isSame(code, setUp) || !(await accounts.isEmpty())) {
        addresses.failed(address, nowMs);
        throw new ConsoleRefusal('wrong_sign_in', 'this is not the set-up code, or somebody was set up already');
      }
      setUp = undefined;
    },
  };
}

function isSame(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
