import { Command } from 'commander';
import { version } from '../version.ts';
import { bundleCommand } from './bundle.ts';
import { certificateCommand } from './certificate.ts';
import { demoCommand } from './demo.ts';
import { docksCommand } from './docks.ts';
import { exportCommand } from './export.ts';
import { saidAndDone } from './faults.ts';
import { importCommand } from './import.ts';
import { policyCommand } from './policy.ts';
import { registryCommand } from './registry.ts';
import { reportCommand } from './report.ts';
import { schemaCommand } from './schema.ts';
import { stationCommand } from './station.ts';
import { verifyCommand } from './verify.ts';

/** The one command, `custos`: each sub-command stands in its own file. */
const program = new Command('custos')
  .description('Custody and proof for data-bearing drives: scan, erase, verify, certify, release.')
  .version(version)
  .showHelpAfterError('(custos --help lists the commands)')
  .addCommand(stationCommand(), { isDefault: false })
  .addCommand(registryCommand())
  .addCommand(bundleCommand())
  .addCommand(demoCommand())
  .addCommand(docksCommand())
  .addCommand(verifyCommand())
  .addCommand(exportCommand())
  .addCommand(policyCommand())
  .addCommand(importCommand())
  .addCommand(reportCommand())
  .addCommand(certificateCommand())
  .addCommand(schemaCommand());

process.exitCode = await saidAndDone(() => program.parseAsync(process.argv));
