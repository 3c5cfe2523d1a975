import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chooseWindow } from './choose-window.mjs';
import { runTests } from './check/test.mjs';
import { format, lint, tidyTree, typecheck } from './check/steps.mjs';
import { become, follow } from './setup/child.mjs';
import { downloadElectron, electronBinary } from './setup/electron.mjs';
import { ensureModules, programOf } from './setup/modules.mjs';
import { ensureCarriedNode } from './setup/node.mjs';
import { builtShell, root } from './setup/places.mjs';
import { Trouble, say } from './setup/say.mjs';
import { ensureChromium, ensureTools, ensureVmTools } from './setup/test-tools.mjs';
import { ensureShell, ensureWindow } from './setup/window.mjs';

const cli = join(root, 'host', 'cli', 'main.ts');

/** Commands of the `custos` program that show the window's page or the console's. */
const pageCommands = ['start', 'station', 'registry'];

/** Sub-commands of theirs that show none. */
const pageless = ['config', 'openapi', 'fsck', 'backup', 'restore', 'drill', 'move'];

/** Runs one of our programs in place of this process. */
function program(file, args) {
  if (!existsSync(file)) throw new Trouble(`This command has no program yet: ${file} is missing.`);
  return become([file, ...args]);
}

async function start(args) {
  await ensureModules();
  await ensureWindow();
  const facts = {
    platform: process.platform,
    env: process.env,
    electron: electronBinary(),
    download: 'not-tried',
    wantsBrowser: args.includes('--browser'),
  };
  const rest = args.filter((argument) => argument !== '--browser');
  let choice = chooseWindow(facts);
  if (choice.kind === 'download') choice = chooseWindow({ ...facts, electron: await downloadElectron(), download: 'failed' });
  if (choice.kind !== 'window') return program(cli, ['start', '--why-no-window', choice.why, ...rest]);
  await ensureShell();
  const env = { ...process.env, CUSTOS_NODE: process.execPath };
  delete env.ELECTRON_RUN_AS_NODE; // set, it would run the shell without a window
  return follow(choice.electron, [root, ...rest], { env });
}

async function custos(args) {
  await ensureModules();
  if (pageCommands.includes(args[0]) && !args.some((argument) => pageless.includes(argument))) await ensureWindow();
  return program(cli, args);
}

/** A vitest-like command of its own in test/, with everything that the tests may lean on. */
async function testProgram(file, args) {
  await ensureModules();
  await ensureTools();
  return program(join(root, 'test', file, 'main.ts'), args);
}

/** The tests in a virtual machine. Without its programs there is nothing to run, so a missing one is an error. */
async function testVm(args) {
  await ensureModules();
  await ensureVmTools();
  return program(join(root, 'test', 'vm', 'main.ts'), args);
}

async function checked(args, ...steps) {
  await ensureModules();
  let worst = 0;
  for (const step of steps) worst = Math.max(worst, await step(args));
  return worst;
}

async function test(args, options) {
  await ensureModules();
  await ensureTools();
  const chromium = await ensureChromium();
  if (chromium !== undefined) process.env.CUSTOS_CHROMIUM = chromium;
  if (existsSync(join(root, 'renderer', 'main.tsx'))) {
    // A window that does not build is a failure of the tests that look at it, not a reason to run none.
    await ensureWindow().catch((error) => say(error.message));
  }
  return runTests(args, options);
}

async function testElectron(args) {
  await ensureModules();
  if (electronBinary() !== undefined) {
    await ensureWindow();
    await ensureShell();
  }
  return runTests(args, { only: 'electron' });
}

async function makePackage(args) {
  await ensureModules();
  if (process.platform === 'linux' && process.arch === 'x64') await ensureCarriedNode(); // shipped for the drive helper
  await ensureWindow();
  await ensureShell();
  if (!existsSync(join(builtShell, 'main.mjs'))) throw new Trouble('The desktop shell was not built, so there is nothing to package.');
  const checker = await follow(process.execPath, [join(root, 'host/cli/write-checker.ts')], { cwd: root });
  if (checker !== 0) throw new Trouble('The stand-alone checker was not built, so there is nothing to package.');
  const builder = [
    programOf('electron-builder/cli.js'),
    '--config',
    join(root, 'build', 'electron-builder.json5'),
    '--publish',
    'never',
    ...args,
  ];
  return follow(process.execPath, builder, { cwd: root, env: { ...process.env, CUSTOS_NODE: process.execPath } });
}

/** Every command of the door; each answers with an exit code. */
export const commands = {
  start,
  custos,
  test: (args) => test(args),
  typecheck: (args) => checked(args, typecheck),
  lint: (args) => checked(args, lint, tidyTree),
  format: (args) => checked(args, format),
  bench: (args) => testProgram('bench', args),
  'test:electron': testElectron,
  'test:server': (args) => test(args, { only: 'server' }),
  'test:kill': (args) => testProgram('kill', args),
  'test:tamper': (args) => testProgram('tamper', args),
  fuzz: (args) => testProgram('fuzz', args),
  'test:races': (args) => testProgram('hardware/races', args),
  'test:simulation': (args) => testProgram('simulation', args),
  'test:standby': (args) => testProgram('standby', args),
  'test:walk': (args) => testProgram('domain/custody/walk', args),
  'test:vm': testVm,
  package: makePackage,
};
