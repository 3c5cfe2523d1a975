import { expect, test } from 'vitest';
import { technique } from '../../domain/erase/technique.ts';
import { hostDocks, whyNoHostDocks } from '../../host/machine/host-docks.ts';

test("a machine's own buses are served on Linux; elsewhere nothing is offered that was never tried, and that is said", () => {
  expect(hostDocks('/data/bays.json', 'linux')).toEqual({ bays: '/data/bays.json' });
  expect(whyNoHostDocks('linux')).toEqual([]);
  for (const platform of ['win32', 'darwin'] as const) {
    expect(hostDocks('/data/bays.json', platform)).toBeUndefined();
    expect(whyNoHostDocks(platform).join('\n')).toContain('disk images');
  }
});

test('on Windows each technique is told with what Windows makes of it', () => {
  const lines = whyNoHostDocks('win32').join('\n');
  for (const one of technique.options) if (one !== 'destroy') expect(lines).toContain(`  ${one}: `);
  expect(lines).toMatch(/ata_security_erase_enhanced: Windows blocks it/);
  expect(lines).toMatch(/nvme_sanitize_overwrite: Windows blocks it/);
  expect(lines).toMatch(/nvme_sanitize_crypto_erase: only through/);
});
