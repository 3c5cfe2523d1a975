import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { LabelSocket } from '../../kit/label-socket.ts';

const program = fileURLToPath(new URL('../../../host/cli/main.ts', import.meta.url));

function run(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [program, 'label', ...args], (_error, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err });
    });
  });
}

test('a test label goes to a network printer, and what is no printer is refused in words', { timeout: 60_000 }, async () => {
  const printer = await LabelSocket.open();
  const [sent, refused] = await Promise.all([run('test', `tcp://127.0.0.1:${printer.port}`), run('test', 'printer')]);
  expect(sent).toMatchObject({ code: 0, out: expect.stringContaining('Sent.') as string });
  expect(printer.labels).toHaveLength(1);
  expect(printer.labels[0]).toContain('CU-D-000000000000-1');
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('is no printer') as string });
  await printer.close();
});
