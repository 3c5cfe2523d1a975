import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { canInstallPackages, installPackages, whereIs } from './apt.mjs';
import { attempt } from './child.mjs';
import { alone } from './lock.mjs';
import { programOf } from './modules.mjs';
import { root } from './places.mjs';
import { say, Trouble } from './say.mjs';

/** Programs that some tests read real files with, and the Debian packages they come in. */
const onPath = (program) => () => whereIs(program) !== undefined;
const tools = [
  { found: onPath('pdftotext'), from: 'poppler-utils' },
  { found: onPath('pdftoppm'), from: 'poppler-utils' },
  { found: onPath('qpdf'), from: 'qpdf' },
  // Signed papers: a token in software, and the store of roots that pdfsig asks.
  { found: onPath('softhsm2-util'), from: 'softhsm2' },
  { found: onPath('certutil'), from: 'libnss3-tools' },
  { found: onPath('mkfs.ext4'), from: 'e2fsprogs' },
  // Debian keeps the server's programs off the PATH, in a folder for each major version.
  { found: () => existsSync('/usr/lib/postgresql'), from: 'postgresql' },
  // Go's packages for its own checksum database judge our log.
  { found: onPath('go'), from: 'golang-go' },
  { found: () => existsSync('/usr/share/gocode/src/golang.org/x/mod'), from: 'golang-golang-x-mod-dev' },
  { found: onPath('openssl'), from: 'openssl' },
  // An independent reader of what our virtual drives answer.
  { found: onPath('hdparm'), from: 'hdparm' },
];

/** What boots a guest, and the tools inside it that ours is compared with. */
const vmTools = [
  { program: 'qemu-system-x86_64', from: 'qemu-system-x86' },
  { program: 'busybox', from: 'busybox-static' },
  { program: 'cpio', from: 'cpio' },
  { program: 'depmod', from: 'kmod' },
  { program: 'udevadm', from: 'udev' },
  { program: 'setpriv', from: 'util-linux' },
  { program: 'xz', from: 'xz-utils' },
  { program: 'zstd', from: 'zstd' },
  { program: 'mkfs.ext4', from: 'e2fsprogs' },
  { program: 'hdparm', from: 'hdparm' },
  { program: 'sg_inq', from: 'sg3-utils' },
  { program: 'nvme', from: 'nvme-cli' },
  { program: 'smartctl', from: 'smartmontools' },
  { program: 'mdadm', from: 'mdadm' },
  { program: 'pvcreate', from: 'lvm2' },
];

const browserNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const browserDownloadMs = 4 * 60 * 1000;

/** Installs missing test programs where it can. Where it cannot, the tests that need them are skipped and say so. */
export async function ensureTools() {
  const missing = [...new Set(tools.filter((tool) => !tool.found()).map((tool) => tool.from))];
  if (missing.length === 0 || !canInstallPackages()) return;
  await alone(join(root, 'dist', '.lock-apt'), async () => {
    const trouble = await installPackages(missing);
    if (trouble !== undefined)
      say(`${missing.join(', ')} could not be installed; tests that need them are skipped. apt-get said:\n${trouble}`);
  });
}

/** Installs what the tests in a virtual machine need. Throws when something is missing and cannot be installed. */
export async function ensureVmTools() {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Trouble('test:vm runs on Linux on x86-64 only.');
  const lacking = [...new Set(vmTools.filter((tool) => whereIs(tool.program) === undefined).map((tool) => tool.from))];
  if (lacking.length === 0) return;
  if (!canInstallPackages()) throw new Trouble(`test:vm needs ${lacking.join(', ')}: as root, apt-get install ${lacking.join(' ')}`);
  const trouble = await alone(join(root, 'dist', '.lock-apt'), () => installPackages([...lacking, 'seabios']));
  if (trouble !== undefined) throw new Trouble(`${lacking.join(', ')} could not be installed. apt-get said:\n${trouble}`);
}

/**
 * A Chromium for the end-to-end tests: the one named by CUSTOS_CHROMIUM, the system's, Playwright's own download, or
 * Debian's package, in this order.
 *
 * @returns {Promise<string | undefined>} its path; undefined after saying why there is none
 */
export async function ensureChromium() {
  const named = process.env.CUSTOS_CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    say(`CUSTOS_CHROMIUM names ${named}, which does not exist`);
    return undefined;
  }
  const found = systemChromium() || playwrightChromium();
  if (found) return found;
  return alone(join(root, 'dist', '.lock-chromium'), installChromium);
}

async function installChromium() {
  const already = systemChromium() || playwrightChromium();
  if (already) return already;
  say('installing a Chromium for the end-to-end tests');
  const download = await attempt(process.execPath, [programOf('playwright-core/cli.js'), 'install', 'chromium'], {
    timeoutMs: browserDownloadMs,
  });
  const downloaded = playwrightChromium();
  if (download.code === 0 && downloaded) return downloaded;
  const trouble = canInstallPackages()
    ? await installPackages(['chromium', 'fonts-dejavu-core'])
    : 'apt-get needs root and a Debian system';
  const installed = systemChromium();
  if (installed) return installed;
  say(
    'there is no Chromium, so the end-to-end tests will fail. Install chromium or google-chrome, or set CUSTOS_CHROMIUM to one.\n' +
      `Playwright's download: ${lastLine(download.words)}\nDebian's package: ${lastLine(trouble || '')}`,
  );
  return undefined;
}

function systemChromium() {
  return browserNames.map(whereIs).find((path) => path !== undefined);
}

function playwrightChromium() {
  const path = createRequire(import.meta.url)('playwright-core').chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

function lastLine(words) {
  return words.trim().split('\n').filter(Boolean).slice(-1)[0] || 'no answer';
}
