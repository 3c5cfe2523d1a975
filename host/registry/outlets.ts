import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readWebhookSecret } from '../../exchange/out/webhook.ts';
import type { Outlet } from '../../registry/outlets/outlet.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { isOpenToOthers } from './private-file.ts';
import { syslogOutlet } from './syslog-outlet.ts';
import { webhookOutlet } from './webhook-outlet.ts';

const loopback = ['127.0.0.1', '[::1]', 'localhost'];

const each = {
  name: z.string().regex(/^[a-z0-9-]{1,32}$/, 'has lower-case letters, digits and dashes only'),
  /** Types of events: `custody.moved`, or all of a family as `custody.*`. Every type without it. */
  kinds: z
    .array(z.string().regex(/^[a-z]+\.(?:\*|[a-z_]+)$/))
    .min(1)
    .optional(),
  /** Where one begins that was never told anything. */
  from: z.enum(['now', 'beginning']).default('now'),
};

/** The file behind `outlets`. */
const outletsFile = z.strictObject({
  webhooks: z
    .array(
      z.strictObject({
        ...each,
        url: z.url({ protocol: /^https?$/ }).refine((text) => {
          const { protocol, hostname, username, password } = new URL(text);
          return username === '' && password === '' && (protocol === 'https:' || loopback.includes(hostname));
        }, 'is https, or http on this machine, without a name and a password'),
        /** A file with a secret a line, the newest first. */
        secretFile: z.string().min(1),
      }),
    )
    .default([]),
  syslog: z
    .array(
      z.strictObject({
        ...each,
        to: z.string().regex(/^(?:tcp|udp):\/\/(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):[0-9]{1,5}$/, 'is like tcp://192.0.2.1:601'),
        form: z.enum(['rfc5424', 'cef']).default('rfc5424'),
        enterprise: z.int().min(1).max(4_294_967_295).optional(),
      }),
    )
    .default([]),
});

const mostSecrets = 4;

/**
 * Other systems that are told of the log, by the settings of a file (docs/exchange.md, Feeds).
 *
 * @throws CannotStart when a file cannot be read, says what nobody understands, or holds a secret that others can read
 */
export function readOutlets(file: string | undefined): readonly Outlet[] {
  if (file === undefined) return [];
  const { webhooks, syslog } = settingsIn(file);
  const outlets = [
    ...webhooks.map(({ name, url, secretFile, kinds, from: begins }) => {
      const secrets = (): readonly Uint8Array[] => secretsIn(secretFile);
      secrets();
      return webhookOutlet({ name, url: new URL(url), secrets, takes: takerOf(kinds), begins });
    }),
    ...syslog.map(({ name, to, form, enterprise, kinds, from: begins }) => {
      const { protocol, hostname, port } = new URL(to);
      const way = protocol === 'udp:' ? 'udp' : 'tcp';
      const host = hostname.replaceAll(/[[\]]/g, '');
      return syslogOutlet({ name, way, host, port: Number(port), form, enterprise, takes: takerOf(kinds), begins });
    }),
  ];
  const names = outlets.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new CannotStart(`${file} names the outlet ${twice} twice. ${nothing}`);
  return outlets;
}

const nothing = 'Nothing was started.';

function settingsIn(file: string): z.infer<typeof outletsFile> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new CannotStart(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}. ${nothing}`);
  }
  const said = outletsFile.safeParse(value);
  if (!said.success) throw new CannotStart(`${file} is not understood. ${nothing}\n${z.prettifyError(said.error)}`);
  return said.data;
}

function secretsIn(path: string): readonly Uint8Array[] {
  let lines: readonly string[];
  try {
    lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
    if (isOpenToOthers(path))
      throw new CannotStart(`${path} holds a secret and is open to other users of this machine. ${nothing} Close it with chmod 600.`);
  } catch (cause) {
    if (cause instanceof CannotStart) throw cause;
    throw new CannotStart(`${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}. ${nothing}`);
  }
  const secrets = lines.map(readWebhookSecret);
  if (secrets.length === 0 || secrets.length > mostSecrets || secrets.includes(undefined))
    throw new CannotStart(
      `${path} must hold one to ${mostSecrets} lines of whsec_ and 24 to 64 bytes in base64, as \`echo whsec_$(openssl rand -base64 32)\` makes one. ${nothing}`,
    );
  return secrets.filter((secret) => secret !== undefined);
}

/** Whether a type is among the kinds; every one where none is named. */
export function takerOf(kinds: readonly string[] | undefined): (type: string) => boolean {
  if (kinds === undefined) return () => true;
  return (type) => kinds.some((kind) => (kind.endsWith('.*') ? type.startsWith(kind.slice(0, -1)) : kind === type));
}
