import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { schemaNames, schemaText, type SchemaName } from '../../certificate/schemas.ts';
import { CannotStart } from '../assemble/cannot-start.ts';

/** `custos schema`: the open formats as JSON Schema, for tools that are not ours. */
export function schemaCommand(): Command {
  return new Command('schema')
    .description('Print the JSON Schema (draft 2020-12) of a format, or write all of them.')
    .addArgument(new Argument('[format]', 'which format').choices(schemaNames))
    .option('--out <dir>', 'write every schema here as FORMAT.schema.json')
    .action((format: SchemaName | undefined, options: { readonly out?: string }) => {
      if (options.out !== undefined) writeAll(options.out);
      else if (format !== undefined) process.stdout.write(schemaText(format));
      else throw new CannotStart(`Name a format (${schemaNames.join(', ')}), or --out DIR for all of them.`);
    });
}

function writeAll(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of schemaNames) writeFileSync(join(folder, `${name}.schema.json`), schemaText(name));
  process.stdout.write(`${folder}: ${schemaNames.map((name) => `${name}.schema.json`).join(', ')}\n`);
}
