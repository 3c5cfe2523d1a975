import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/* A certificate authority of openssl in a folder of the test: real certificates, real lists of revoked ones. */

export const hasTool = (tool: string): boolean => ['/usr/bin', '/usr/local/bin'].some((place) => existsSync(join(place, tool)));

export function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
}

/** Output of a program that may end with a fault: what it said on both ways. */
export function saidBy(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  try {
    return run(program, args, env);
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string }; // as execFileSync throws it
    return `${stdout}${stderr}`;
  }
}

export interface IssuedKey {
  /** PEM files, mode 0600. */
  readonly key: string;
  readonly certificate: string;
  /** Key, certificate and root in one PEM file. */
  readonly together: string;
}

export interface KeyWish {
  readonly kind?: 'rsa' | 'ec' | 'rsa1024' | 'p384';
  readonly usage?: string;
  /** As openssl writes times: 20200101000000Z. */
  readonly from?: string;
  readonly until?: string;
}

const algorithms = {
  rsa: ['RSA', 'rsa_keygen_bits:2048'],
  rsa1024: ['RSA', 'rsa_keygen_bits:1024'],
  ec: ['EC', 'ec_paramgen_curve:P-256'],
  p384: ['EC', 'ec_paramgen_curve:P-384'],
} as const;

export class Authority {
  readonly root: string;
  readonly #dir: string;
  readonly #config: string;

  constructor(dir: string) {
    mkdirSync(dir);
    this.#dir = dir;
    this.root = join(dir, 'root.pem');
    this.#config = join(dir, 'ca.cnf');
    writeFileSync(join(dir, 'index.txt'), '');
    writeFileSync(join(dir, 'serial'), '4A01\n');
    this.#configure('digitalSignature,nonRepudiation');
    // Older than any certificate that a test has issued under it.
    const request = join(dir, 'root.csr');
    const subject = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/O=Acme Datacenters/CN=Acme Root'];
    run('openssl', ['req', '-new', ...subject, '-keyout', join(dir, 'root.key'), '-out', request]);
    const own = ['-selfsign', '-extensions', 'root', '-startdate', '20230101000000Z', '-days', '3650', '-in', request, '-out', this.root];
    run('openssl', ['ca', '-batch', '-notext', '-config', this.#config, ...own]);
  }

  issue(name: string, { kind = 'ec', usage, from, until }: KeyWish = {}): IssuedKey {
    const [key, request, certificate, together] = ['key', 'csr', 'crt', 'pem'].map((end) => join(this.#dir, `${name}.${end}`)) as [
      string,
      string,
      string,
      string,
    ]; // four ends in, four names out
    const [algorithm, parameter] = algorithms[kind];
    run('openssl', ['genpkey', '-algorithm', algorithm, '-pkeyopt', parameter, '-out', key]);
    run('openssl', ['req', '-new', '-utf8', '-key', key, '-out', request, '-subj', `/O=Acme Datacenters/CN=Acme Zürich ${name}`]);
    this.#configure(usage ?? 'digitalSignature,nonRepudiation');
    const times = [...(from === undefined ? [] : ['-startdate', from]), ...(until === undefined ? ['-days', '60'] : ['-enddate', until])];
    run('openssl', ['ca', '-batch', '-notext', '-utf8', '-config', this.#config, '-in', request, '-out', certificate, ...times]);
    const all = [key, certificate, this.root].map((file) => readFileSync(file, 'utf8')).join('');
    writeFileSync(together, all, { mode: 0o600 });
    chmodSync(key, 0o600);
    return { key, certificate, together };
  }

  /** Takes a certificate back and gives the list that says so. */
  revoke(certificate: string): string {
    run('openssl', ['ca', '-config', this.#config, '-revoke', certificate]);
    return this.list();
  }

  list(): string {
    const path = join(this.#dir, 'list.crl');
    run('openssl', ['ca', '-config', this.#config, '-gencrl', '-out', path]);
    return path;
  }

  #configure(usage: string): void {
    writeFileSync(
      this.#config,
      [
        '[ca]\ndefault_ca = here\n[here]',
        `database = ${this.#dir}/index.txt\nserial = ${this.#dir}/serial\nnew_certs_dir = ${this.#dir}`,
        `certificate = ${this.#dir}/root.pem\nprivate_key = ${this.#dir}/root.key`,
        'default_md = sha256\nunique_subject = no\ndefault_crl_days = 30\npolicy = names\nx509_extensions = leaf\nstring_mask = utf8only',
        '[names]\norganizationName = optional\ncommonName = supplied',
        '[root]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\nsubjectKeyIdentifier = hash',
        `[leaf]\nbasicConstraints = CA:FALSE\nkeyUsage = critical,${usage}\nextendedKeyUsage = emailProtection\n`,
      ].join('\n'),
    );
  }
}

/** A store of roots for pdfsig, with this one in it; undefined where certutil is missing. */
export function rootStore(dir: string, root: string): readonly string[] | undefined {
  if (!hasTool('certutil')) return undefined;
  mkdirSync(dir);
  run('certutil', ['-N', '-d', `sql:${dir}`, '--empty-password']);
  run('certutil', ['-A', '-d', `sql:${dir}`, '-n', 'root', '-t', 'CT,C,C', '-i', root]);
  return ['-nssdir', dir];
}
