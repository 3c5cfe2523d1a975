import { type OnWindows, onWindows } from '../../hardware/transport/windows/allowed.ts';
import { technique } from '../../domain/erase/technique.ts';

/**
 * The drives on this machine's own buses, where this version can reach them: on Linux. Elsewhere only images are served,
 * and `whyNoHostDocks` says so.
 *
 * @param bays file with the ports that people have taught as bays
 */
export function hostDocks(bays: string, platform: NodeJS.Platform = process.platform): { readonly bays: string } | undefined {
  return platform === 'linux' ? { bays } : undefined;
}

const windowsWords: Readonly<Record<OnWindows, string>> = {
  allowed: 'Windows would let it through',
  sanitize_call_only: "only through Windows' own sanitize call for NVMe",
  blocked: 'Windows blocks it',
};

/** Lines for a person on a machine whose own docks this version does not reach; none where it does. */
export function whyNoHostDocks(platform: NodeJS.Platform = process.platform): readonly string[] {
  if (platform === 'linux') return [];
  if (platform !== 'win32')
    return ['This version reaches the docks of Linux machines only. Here it serves disk images (--drive PATH) and practice.'];
  return [
    "This version does not reach a Windows machine's docks: it never ran on one. It serves disk images (--drive PATH) and practice.",
    'What Windows itself would allow, by its documentation:',
    ...technique.options.filter((one) => one !== 'destroy').map((one) => `  ${one}: ${windowsWords[onWindows(one)]}`),
    'Purge drives from a Linux machine.',
  ];
}
