import { expect, it } from 'vitest';
import { readLaunch } from '../../electron/launch.ts';

it.each([
  [[], { drives: [], registry: 'embedded', verbose: false }],
  [
    ['--data', '/tmp/a', '--drive', 'one.img', '--drive=two.img', '--verbose'],
    { dataRoot: '/tmp/a', drives: ['one.img', 'two.img'], registry: 'embedded', verbose: true },
  ],
  [['--registry', 'none'], { drives: [], registry: 'none', verbose: false }],
  [
    ['--registry', 'https://r.example', '--code', 'abc'],
    { drives: [], registry: { url: 'https://r.example', code: 'abc' }, verbose: false },
  ],
  [['--no-sandbox', '--ozone-platform=x11', 'file.custos', '--drive'], { drives: [], registry: 'embedded', verbose: false }],
] as const)('reads %j', (args, launch) => expect(readLaunch(args)).toEqual(launch));
