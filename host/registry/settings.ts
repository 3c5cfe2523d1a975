import { isIP } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { registryPattern } from '../../domain/ledger/ids.ts';
import { parseVkey } from '../../domain/ledger/note.ts';
import { parseNamedWitness } from '../../registry/witness/asker.ts';
import { usualDataRoot } from '../data-folder.ts';

/** One setting of `custos registry`. Its flag and its environment variable follow from its key. */
export interface Setting {
  /** How the text of a flag or a variable becomes a value: as it is, as a whole number, or cut at commas. */
  readonly kind: 'text' | 'whole' | 'list';
  readonly schema: z.ZodType;
  /** What stands there when nobody says anything; absent where there is nothing then. */
  readonly usual?: string | number | readonly string[];
  /** The default in words, where the value depends on the machine. */
  readonly usualWords?: string;
  /** What a flag is followed by, in help. */
  readonly hint: string;
  readonly doc: string;
  /** An environment variable that other programs know as well, instead of our own. */
  readonly env?: string;
  /** Never printed, and also taken from a file that `<key>_file` names. */
  readonly secret?: true;
}

const path = z.string().min(1);
const whole = (least: number, most: number) => z.int().min(least).max(most);
const perMinute = whole(0, 1_000_000);

/** `192.0.2.1`, `2001:db8::/32`. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^[0-9]{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** `127.0.0.1:9480`, `[::1]:9480`. */
const bindAddress = /^(?:\[([0-9a-f:.]+)\]|([^[\]:]+)):([0-9]{1,5})$/i;

/** The two halves of a bind address; undefined when it is none. */
export function splitAddress(text: string): { readonly host: string; readonly port: number } | undefined {
  const [, six, other, port] = bindAddress.exec(text) ?? [];
  const host = six ?? other;
  return host === undefined || Number(port) > 65_535 ? undefined : { host, port: Number(port) };
}

/**
 * Every setting there is, by its key in the configuration file. Help, flags, environment variables, the file's keys, the
 * sample file and the table in docs/operating.md are made from these rows.
 */
export const settings = {
  name: {
    kind: 'text',
    schema: z.string().regex(registryPattern, 'has lower-case letters, digits, dots, dashes and slashes only'),
    hint: '<name>',
    doc: 'Name of the registry and of its log, e.g. custody.example/acme. The same at every start.',
  },
  data: {
    kind: 'text',
    schema: path,
    usual: join(usualDataRoot(), 'registry-server'),
    usualWords: "the system's usual place for data",
    hint: '<dir>',
    doc: 'Folder of the keys, of attachments, and of the log unless a database is named.',
  },
  database: {
    kind: 'text',
    schema: z.string().regex(/^postgres(ql)?:\/\//, 'is a postgres:// address'),
    hint: '<url>',
    doc: 'Keep the log in this PostgreSQL database instead of a SQLite file in the data folder.',
    env: 'DATABASE_URL',
    secret: true,
  },
  guard: {
    kind: 'text',
    schema: path,
    usualWords: '`guard` in the data folder',
    hint: '<dir>',
    doc: 'Folder of the guard file. Best on another volume than the log, and out of its backups.',
  },
  host: {
    kind: 'text',
    schema: z.string().min(1),
    usual: '127.0.0.1',
    hint: '<address>',
    doc: 'Address to listen on. Set up TLS, or a proxy that has it, before this is not loopback.',
  },
  port: { kind: 'whole', schema: whole(0, 65_535), usual: 7480, hint: '<number>', doc: 'Port to listen on; 0 takes a free one.' },
  codes: {
    kind: 'whole',
    schema: whole(0, 1_000),
    usual: 0,
    hint: '<count>',
    doc: 'Print so many one-time codes for stations at the start.',
  },
  console: { kind: 'text', schema: path, hint: '<file>', doc: 'Settings of the console as JSON: publicUrl, providers, limitHours.' },
  outlets: {
    kind: 'text',
    schema: path,
    hint: '<file>',
    doc: 'Other systems that are told of the log, as JSON: webhooks and syslog (docs/exchange.md).',
  },
  checkpoint_delay_ms: {
    kind: 'whole',
    schema: whole(1, 10_000),
    usual: 100,
    hint: '<ms>',
    doc: 'How long entries may gather before a checkpoint covers them.',
  },
  recheck_permille: {
    kind: 'whole',
    schema: whole(0, 1_000),
    usual: 0,
    hint: '<count>',
    doc: 'How many of a thousand certified drives are drawn for an independent re-check; 0 draws none.',
  },
  read_only: {
    kind: 'text',
    schema: z.url({ protocol: /^https?$/ }),
    hint: '<url>',
    doc: 'Only read, beside the registry that writes and is reached at this address: the log is served, everything else is refused.',
  },
  trust_proxy: {
    kind: 'list',
    schema: z.array(z.string().refine(isNetwork, 'is an address or a network like 10.0.0.0/8')),
    usual: [],
    hint: '<addresses>',
    doc: 'Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. Without any, who connects is who asks.',
  },
  tls_cert: {
    kind: 'text',
    schema: path,
    hint: '<file>',
    doc: 'Certificate chain in PEM. With it the registry speaks TLS 1.2 or later itself; SIGHUP reads it anew.',
  },
  tls_key: { kind: 'text', schema: path, hint: '<file>', doc: 'Private key of the certificate in PEM.' },
  hsts_seconds: {
    kind: 'whole',
    schema: whole(0, 63_072_000),
    usual: 15_552_000,
    hint: '<seconds>',
    doc: 'How long browsers come by TLS only (Strict-Transport-Security). Said over TLS only; 0 does not say it.',
  },
  limit_enrol: {
    kind: 'whole',
    schema: perMinute,
    usual: 600,
    hint: '<count>',
    doc: 'Questions for enrolment and new epochs a minute from one address; 0 for any number.',
  },
  limit_sign_in: {
    kind: 'whole',
    schema: perMinute,
    usual: 30,
    hint: '<count>',
    doc: 'Attempts to sign in a minute from one address; 0 for any number.',
  },
  limit_public: {
    kind: 'whole',
    schema: perMinute,
    usual: 12_000,
    hint: '<count>',
    doc: 'Questions for checkpoints, tiles, certificates and time a minute from one address; 0 for any number.',
  },
  limit_bodies: {
    kind: 'whole',
    schema: whole(0, 10_000),
    usual: 64,
    hint: '<count>',
    doc: 'Requests of one address whose body has not come whole yet; 0 for any number.',
  },
  metrics: {
    kind: 'text',
    schema: z.string().refine((text) => text === 'off' || splitAddress(text) !== undefined, 'is off, or an address and a port'),
    usual: 'off',
    hint: '<address:port>',
    doc: 'Serve Prometheus metrics on a listener of their own, e.g. 127.0.0.1:9480. It asks nobody who they are.',
  },
  log_level: {
    kind: 'text',
    schema: z.enum(['error', 'warn', 'info', 'debug']),
    usual: 'info',
    hint: '<level>',
    doc: 'Least grave line of the log that is written: error, warn, info or debug.',
  },
  log_format: {
    kind: 'text',
    schema: z.enum(['auto', 'json', 'text']),
    usual: 'auto',
    hint: '<format>',
    doc: 'Lines of JSON or of text on standard error; auto writes text on a terminal.',
  },
  shutdown_seconds: {
    kind: 'whole',
    schema: whole(1, 600),
    usual: 20,
    hint: '<seconds>',
    doc: 'How long requests may take to end after SIGTERM before their connections are cut.',
  },
  witness_logs: {
    kind: 'list',
    schema: z.array(z.string().refine((text) => parseVkey(text) !== undefined, 'is no vkey of a log')),
    usual: [],
    hint: '<vkeys>',
    doc: 'Logs whose checkpoints are cosigned here.',
  },
  witnesses: {
    kind: 'list',
    schema: z.array(
      z.string().refine((text) => parseNamedWitness(text) !== undefined, 'is no vkey of a witness, alone or with a URL behind a space'),
    ),
    usual: [],
    hint: '<vkeys>',
    doc: 'Witnesses whose cosignatures on our checkpoints are kept; one that has its URL behind a space is asked for them.',
  },
} as const satisfies Readonly<Record<string, Setting>>;

export type Settings = typeof settings;
export type SettingKey = keyof Settings;

type ValueOf<S extends Setting> = S extends { readonly usual: unknown } ? z.infer<S['schema']> : z.infer<S['schema']> | undefined;
export type SettingValues = { readonly [Key in SettingKey]: ValueOf<Settings[Key]> };

/** The rows with their types forgotten, in the order of help and documents. */
export const settingRows: readonly (readonly [SettingKey, Setting])[] = Object.entries(settings) as [SettingKey, Setting][];

/** `--checkpoint-delay-ms` */
export function flagOf(key: string): string {
  return `--${key.replaceAll('_', '-')}`;
}

/** `CUSTOS_REGISTRY_CHECKPOINT_DELAY_MS` */
export function envOf(key: string, { env }: Pick<Setting, 'env'>): string {
  return env ?? `${envPrefix}${key.toUpperCase()}`;
}

export const envPrefix = 'CUSTOS_REGISTRY_';

/** Where the configuration file is named: this one thing cannot stand in the file. */
export const configFile = { flag: '--config', env: `${envPrefix}CONFIG` } as const;
