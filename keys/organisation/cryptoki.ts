import koffi from 'koffi';
import { OrganisationKeyRefused } from './refused.ts';

/*
 * As much of Cryptoki (PKCS #11, version 2.40) as it takes to sign with a key on a token, called in the library of the token's
 * maker. Structures are laid out as the platform's C compiler lays them out, which is what the standard asks for
 * everywhere but on Windows: there keys on tokens are not supported. The functions are taken by their own names, which
 * the libraries export beside C_GetFunctionList.
 */

/** Values of the standard's header, by its names. */
export const ck = {
  CKO_CERTIFICATE: 1,
  CKO_PRIVATE_KEY: 3,
  CKA_CLASS: 0x00,
  CKA_LABEL: 0x03,
  CKA_VALUE: 0x11,
  CKA_KEY_TYPE: 0x100,
  CKA_ID: 0x102,
  CKK_RSA: 0,
  CKK_EC: 3,
  CKM_RSA_PKCS: 0x01,
  CKM_ECDSA: 0x1041,
  CKR_OK: 0,
  CKR_PIN_INCORRECT: 0xa0,
  CKR_PIN_LOCKED: 0xa4,
  CKR_USER_ALREADY_LOGGED_IN: 0x100,
  CKR_CRYPTOKI_ALREADY_INITIALIZED: 0x191,
} as const;

const CKF_SERIAL_SESSION = 4;
const CKU_USER = 1;

const attributeType = koffi.struct({ type: 'unsigned long', pValue: 'void *', ulValueLen: 'unsigned long' });
const mechanismType = koffi.struct({ mechanism: 'unsigned long', pParameter: 'void *', ulParameterLen: 'unsigned long' });
const attributes = koffi.pointer(attributeType);
const ulong = 'unsigned long';
const out = koffi.out(koffi.pointer(ulong));
const inout = koffi.inout(koffi.pointer(ulong));

/** The prototype of a call, in koffi's words. */
type Types = readonly (string | ReturnType<typeof koffi.pointer> | ReturnType<typeof koffi.out>)[];

export interface Attribute {
  readonly type: number;
  readonly value: Uint8Array;
}

type Call = (...values: readonly unknown[]) => number;

/** A library and the functions that were taken from it: both stay loaded, since papers come one after another. */
interface Loaded {
  readonly library: ReturnType<typeof koffi.load>;
  readonly calls: Map<string, Call>;
}
const loaded = new Map<string, Loaded>();

/** An open library. Calls block: a token answers in milliseconds, and a paper is signed now and then. */
export class Cryptoki {
  readonly #loaded: Loaded;
  readonly #path: string;
  readonly #isOurs: boolean;

  /** Throws `OrganisationKeyRefused` when there is no such library, or it does not start. */
  constructor(path: string) {
    if (process.platform === 'win32')
      throw new OrganisationKeyRefused('token_unavailable', 'Keys on tokens are not supported on Windows yet. Use a key file.');
    this.#path = path;
    try {
      this.#loaded = loaded.get(path) ?? { library: koffi.load(path), calls: new Map() };
      loaded.set(path, this.#loaded);
    } catch (cause) {
      throw new OrganisationKeyRefused(
        'token_unavailable',
        `The token's library ${path} cannot be loaded. Install it, or correct module-path.`,
        {
          cause,
        },
      );
    }
    const started = this.#call('C_Initialize', ['void *'], [null]);
    if (started !== ck.CKR_OK && started !== ck.CKR_CRYPTOKI_ALREADY_INITIALIZED) throw this.#failed('C_Initialize', started);
    this.#isOurs = started === ck.CKR_OK;
  }

  /** Slots with a token in them. */
  slots(): readonly number[] {
    const types = ['unsigned char', 'void *', inout];
    const [count] = this.#number('C_GetSlotList', types, [1, null], [0]);
    const list = Buffer.alloc(koffi.sizeof(ulong) * count);
    this.#number('C_GetSlotList', types, [1, list], [count]);
    return Array.from({ length: count }, (_, index) => Number(koffi.decode(list, index * koffi.sizeof(ulong), ulong)));
  }

  /** CK_TOKEN_INFO begins with label (32 bytes), manufacturer (32), model (16) and serial number (16), padded with blanks. */
  token(slot: number): { readonly label: string; readonly serial: string } {
    const info = Buffer.alloc(1024);
    this.#must('C_GetTokenInfo', [ulong, 'void *'], [slot, info]);
    const text = (from: number, to: number): string => info.subarray(from, to).toString('utf8').trimEnd();
    return { label: text(0, 32), serial: text(80, 96) };
  }

  openSession(slot: number): number {
    const [session] = this.#number('C_OpenSession', [ulong, ulong, 'void *', 'void *', out], [slot, CKF_SERIAL_SESSION, null, null], [0]);
    return session;
  }

  login(session: number, pin: string): void {
    const bytes = Buffer.from(pin, 'utf8');
    const answer = this.#call('C_Login', [ulong, ulong, 'void *', ulong], [session, CKU_USER, bytes, bytes.length]);
    bytes.fill(0);
    if (answer === ck.CKR_OK || answer === ck.CKR_USER_ALREADY_LOGGED_IN) return;
    if (answer === ck.CKR_PIN_INCORRECT)
      throw new OrganisationKeyRefused(
        'wrong_pin',
        'The token refused the PIN. Correct it before trying again: a token locks after a few tries.',
      );
    if (answer === ck.CKR_PIN_LOCKED)
      throw new OrganisationKeyRefused('wrong_pin', 'The token is locked after wrong PINs. Whoever manages it has to unlock it.');
    throw this.#failed('C_Login', answer);
  }

  /** Objects with these attributes, no more than ten. */
  find(session: number, template: readonly Attribute[]): readonly number[] {
    this.#must('C_FindObjectsInit', [ulong, attributes, ulong], [session, template.map(rawAttribute), template.length]);
    try {
      const list = Buffer.alloc(koffi.sizeof(ulong) * 10);
      const [count] = this.#number('C_FindObjects', [ulong, 'void *', ulong, out], [session, list, 10], [0]);
      return Array.from({ length: count }, (_, index) => Number(koffi.decode(list, index * koffi.sizeof(ulong), ulong)));
    } finally {
      this.#must('C_FindObjectsFinal', [ulong], [session]);
    }
  }

  /** The value of an attribute, of at most 16 KiB. */
  attribute(session: number, object: number, type: number): Uint8Array {
    const value = Buffer.alloc(16_384);
    const asked = [{ type, pValue: value, ulValueLen: value.length }];
    this.#must('C_GetAttributeValue', [ulong, ulong, koffi.inout(attributes), ulong], [session, object, asked, 1]);
    return new Uint8Array(value.subarray(0, asked[0]?.ulValueLen));
  }

  sign(session: number, key: number, mechanism: number, input: Uint8Array): Uint8Array {
    const asked = { mechanism, pParameter: null, ulParameterLen: 0 };
    this.#must('C_SignInit', [ulong, koffi.pointer(mechanismType), ulong], [session, asked, key]);
    const signature = Buffer.alloc(1024);
    const types = [ulong, 'void *', ulong, 'void *', inout];
    const [length] = this.#number('C_Sign', types, [session, Buffer.from(input), input.length, signature], [signature.length]);
    return new Uint8Array(signature.subarray(0, length));
  }

  /** Ends the session, and the library when nobody else in this process had started it. */
  close(session: number): void {
    this.#call('C_CloseSession', [ulong], [session]);
    if (this.#isOurs) this.#call('C_Finalize', ['void *'], [null]);
  }

  #call(name: string, types: Types, values: readonly unknown[]): number {
    const { library, calls } = this.#loaded;
    let call = calls.get(name);
    if (call === undefined) {
      try {
        // The list of types is the prototype: koffi cannot tell it to the compiler.
        call = library.func(name, ulong, [...types]) as Call;
      } catch (cause) {
        throw new OrganisationKeyRefused(
          'token_unavailable',
          `${this.#path} has no ${name}: it is no PKCS #11 library of the form that is used here.`,
          { cause },
        );
      }
      calls.set(name, call);
    }
    return call(...values);
  }

  #must(name: string, types: Types, values: readonly unknown[]): void {
    const answer = this.#call(name, types, values);
    if (answer !== ck.CKR_OK) throw this.#failed(name, answer);
  }

  /** A call whose last argument comes back as a number. */
  #number(name: string, types: Types, values: readonly unknown[], last: [number]): readonly [number] {
    this.#must(name, types, [...values, last]);
    return [Number(last[0])];
  }

  #failed(name: string, answer: number): OrganisationKeyRefused {
    return new OrganisationKeyRefused(
      'token_failed',
      `The token answered ${name} with 0x${answer.toString(16)}. Nothing was signed; see that it is plugged in, and try again.`,
    );
  }
}

function rawAttribute({ type, value }: Attribute): object {
  return { type, pValue: Buffer.from(value), ulValueLen: value.length };
}

/** A number as CK_ULONG: for the class of an object. */
export function ulongBytes(value: number): Uint8Array {
  const bytes = Buffer.alloc(koffi.sizeof(ulong));
  koffi.encode(bytes, ulong, value);
  return new Uint8Array(bytes);
}
