import { Command } from 'commander';
import { version } from '../version.ts';
import { saidAndDone } from './faults.ts';

/** The one command, `custos`: each sub-command stands in its own file, and is loaded when it is called or listed. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  station: async () => (await import('./station.ts')).stationCommand(),
  registry: async () => (await import('./registry.ts')).registryCommand(),
  bundle: async () => (await import('./bundle.ts')).bundleCommand(),
  demo: async () => (await import('./demo.ts')).demoCommand(),
  docks: async () => (await import('./docks.ts')).docksCommand(),
  fsck: async () => (await import('./fsck.ts')).fsckCommand(),
  verify: async () => (await import('./verify.ts')).verifyCommand(),
  export: async () => (await import('./export.ts')).exportCommand(),
  policy: async () => (await import('./policy.ts')).policyCommand(),
  import: async () => (await import('./import.ts')).importCommand(),
  report: async () => (await import('./report.ts')).reportCommand(),
  certificate: async () => (await import('./certificate.ts')).certificateCommand(),
  lot: async () => (await import('./lot.ts')).lotCommand(),
  label: async () => (await import('./label.ts')).labelCommand(),
  stamp: async () => (await import('./stamp.ts')).stampCommand(),
  summary: async () => (await import('./summary.ts')).summaryCommand(),
  schema: async () => (await import('./schema.ts')).schemaCommand(),
};

const program = new Command('custos')
  .description('Custody and proof for data-bearing drives: scan, erase, verify, certify, release.')
  .version(version)
  .showHelpAfterError('(custos --help lists the commands)');

process.exitCode = await saidAndDone(async () => {
  const [said = ''] = process.argv.slice(2);
  const name = said === 'start' ? 'station' : said;
  const wanted = Object.hasOwn(commands, name) ? [name] : Object.keys(commands);
  for (const each of wanted) {
    const command = await commands[each]?.();
    if (command !== undefined) program.addCommand(command);
  }
  await program.parseAsync(process.argv);
});
