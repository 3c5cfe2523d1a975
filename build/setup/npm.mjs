import { existsSync } from 'node:fs';
import { attempt } from './child.mjs';
import { Trouble } from './say.mjs';

/**
 * Runs npm quietly; what it said is shown only when it failed.
 *
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {string} what the thing being installed, for the error
 */
export async function npm(args, cwd, what) {
  const own = process.env.npm_execpath;
  const env = { ...process.env };
  // Settings of the npm that called us belong to another folder.
  for (const name of ['npm_config_prefix', 'npm_config_local_prefix', 'npm_package_json', 'INIT_CWD']) delete env[name];
  const viaNode = own !== undefined && /npm-cli\.[cm]?js$/.test(own) && existsSync(own);
  const [file, ...first] = viaNode ? [process.execPath, own] : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
  const full = [...args, '--no-audit', '--no-fund', '--loglevel=error'];
  const result = await attempt(file, [...first, ...full], { cwd, env });
  if (result.code === 0) return;
  const command = `npm ${args.join(' ')}`;
  if (result.code === 127)
    throw new Trouble(`npm could not be started, so ${what} could not be installed. Install npm, or run by hand: ${command}`);
  const network = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network/i.test(result.words);
  throw new Trouble(
    `${what} could not be installed${network ? ': the npm registry could not be reached. Check the network, then run the command again' : ''}.\n` +
      `What was run, in ${cwd}: ${command}\n${tail(result.words)}`,
  );
}

function tail(words) {
  return words.trim().split('\n').slice(-25).join('\n');
}
