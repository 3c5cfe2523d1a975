import { existsSync, readFileSync, statSync } from 'node:fs';
import { Command } from 'commander';
import { openStationStore } from '../../db/open.ts';
import { type DraftFault, readDraft } from '../../domain/policy/draft.ts';
import { type Policy, policyHash } from '../../domain/policy/policy.ts';
import { type Replay, replay } from '../../domain/policy/replay.ts';
import { policySentences } from '../../domain/policy/sentences.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { openDataFolder } from '../data-folder.ts';

const largestPolicyBytes = 1_000_000;

/** `custos policy`: what a draft says, and what it would have asked of the drives of the past. Nothing is written or put in force. */
export function policyCommand(): Command {
  return new Command('policy')
    .description('Read a draft of a policy, and try it on past drives. Puts nothing in force.')
    .addCommand(
      new Command('check')
        .argument('<file>', 'the draft, a JSON file')
        .description('Check a draft against the schema, warn of gaps, and say each rule in a sentence.')
        .option('--json', 'print JSON')
        .action((file: string, options: { readonly json?: boolean }) => {
          const { policy, warnings } = draftIn(file);
          const sentences = policySentences(policy);
          const plain = { id: policy.id, version: policy.version, hash: policyHash(policy), warnings, sentences };
          say(options.json === true ? JSON.stringify(plain, undefined, 2) : checkedText(policy, sentences, warnings));
        }),
    )
    .addCommand(
      new Command('replay')
        .argument('<file>', 'the draft, a JSON file')
        .description('Say what a draft would change for the drives of a station. Stop the station first.')
        .option('--data <dir>', 'where the station keeps its data')
        .option('--practice', 'the practice station of that folder')
        .option('--json', 'print JSON')
        .action((file: string, options: { readonly data?: string; readonly practice?: boolean; readonly json?: boolean }) => {
          const answer = replayOn(draftIn(file).policy, options.data, options.practice === true ? 'practice' : 'real');
          say(options.json === true ? JSON.stringify(answer, undefined, 2) : replayText(answer));
        }),
    );
}

function draftIn(file: string): { readonly policy: Policy; readonly warnings: readonly DraftFault[] } {
  if (!existsSync(file) || !statSync(file).isFile()) throw new CannotStart(`There is no file ${file}. Nothing was changed.`);
  if (statSync(file).size > largestPolicyBytes) throw new CannotStart(`${file} is too large for a policy. Nothing was changed.`);
  const draft = readDraft(readFileSync(file, 'utf8'));
  if (draft.kind === 'policy') return draft;
  const lines = draft.faults.map(({ where, text }) => `  ${where}: ${text}`);
  throw new CannotStart(
    `${file} is no policy:\n${lines.join('\n')}\nThe policy in force is untouched. Correct the file and check it again.`,
  );
}

function replayOn(draft: Policy, data: string | undefined, mode: 'real' | 'practice'): Replay {
  const folder = openDataFolder(data, mode);
  const store = openStationStore(folder.stationDatabase);
  try {
    if (store.facts.chain() === undefined) throw new CannotStart(`There is no station in ${folder.root}. Nothing was changed.`);
    const claims = store.shelf.ofType('custody.claimed', 0, Number.MAX_SAFE_INTEGER);
    const subjects = new Set(claims.flatMap(({ fact }) => fact.subject ?? []));
    return replay(
      draft,
      [...subjects].flatMap((subject) => store.drives.life(subject) ?? []),
    );
  } finally {
    store.close();
  }
}

function checkedText(policy: Policy, sentences: readonly string[], warnings: readonly DraftFault[]): string {
  return [
    `${policy.name}, ${policy.id} version ${policy.version}`,
    `Hash ${policyHash(policy)}`,
    '',
    ...sentences,
    ...(warnings.length === 0 ? [] : ['', 'Look again:', ...warnings.map(({ where, text }) => `  ${where}: ${text}`)]),
  ].join('\n');
}

function replayText({ judged, skipped, spared, changes, rework, hours, unmeasured }: Replay): string {
  return [
    `${judged} drives judged again, ${skipped} left out: nothing was erased, or by a policy that is not known here.`,
    ...changes.map(({ subject, step, old, draft }) => `${subject}  ${step.replaceAll('_', ' ')}: ${old} -> ${draft}`),
    `${rework.length} drives would not have been done enough: ${hours.toFixed(1)} hours more where times are known, ${unmeasured} drives without a known time.`,
    ...rework.map(({ subject, technique, hours: own }) => `${subject}  ${technique}${own === undefined ? '' : `, ${own.toFixed(1)} h`}`),
    `${spared} drives were not done enough and would be by the draft.`,
  ].join('\n');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
