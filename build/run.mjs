// The one door behind every npm script: `node build/run.mjs <command> [arguments]`.
//
// It must run on whatever Node a newcomer has (16 and newer), so it and build/setup/ use nothing but old Node and
// no dependency. It sets up what is missing, says so on stderr, and says nothing when nothing is missing. Stdout
// belongs to the command alone, so that `--json` can be piped.
import { Trouble, say } from './setup/say.mjs';
import { ensureNode } from './setup/node.mjs';

const [command = '', ...args] = process.argv.slice(2);

async function main() {
  const code = await ensureNode(import.meta.url);
  if (code !== undefined) return code;
  // Only now: what follows may use what Node 24 has.
  const { commands } = await import('./commands.mjs');
  const run = Object.prototype.hasOwnProperty.call(commands, command) ? commands[command] : undefined;
  if (run === undefined) throw new Trouble(`There is no command "${command}". There are: ${Object.keys(commands).join(', ')}.`);
  return run(args);
}

main().then(
  (code) => (process.exitCode = code),
  (error) => {
    say(error instanceof Trouble ? error.message : error && error.stack ? error.stack : String(error));
    process.exitCode = 1;
  },
);
