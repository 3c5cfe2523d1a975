import { docksCommand } from '../../../host/cli/docks.ts';

/* `custos docks` alone: the whole program would read a web server and a PDF writer first, a minute under emulation. */

await docksCommand().parseAsync(process.argv.slice(2), { from: 'user' });
