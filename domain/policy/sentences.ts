import { dataClass, type DataClass, type Destination } from '../custody/words.ts';
import type { Media } from '../drive/identity.ts';
import type { Method } from '../erase/technique.ts';
import type { MakerRule } from '../returns/maker-rule.ts';
import { moneyText } from '../returns/money.ts';
import type { ContainerKind } from '../facts/containers.ts';
import type { CountRule } from './counts.ts';
import type { FieldKind, FieldRule } from './fields.ts';
import type { PlaceRule, Policy, PolicyRule, PolicyScope } from './policy.ts';

/** A policy in plain language, for those who answer for it: one sentence per rule, in the order in which they are asked. */
export function policySentences(policy: Policy): readonly string[] {
  return [
    ...(policy.scope === undefined ? [] : [scopeSentence(policy.scope)]),
    ...policy.rules.map(ruleSentence),
    ...policy.ladders.map(ladderSentence),
    ...policy.read_back.map(readBackSentence),
    ...policy.destroy.map(destroySentence),
    ...(policy.places ?? []).map(placeSentence),
    ...(policy.returns ?? []).map(returnSentence),
    ...(policy.fields ?? []).map(fieldSentence),
    ...(policy.counts ?? []).map(countSentence),
    'Where no rule fits, nothing is erased and nothing leaves. Unknown data is judged by the rules that name it.',
  ];
}

/** Which drives the policy is for. */
export function scopeSentence({ sites, tenants }: PolicyScope): string {
  const whose = tenants === undefined ? '' : ` of ${list(tenants, 'or')}`;
  return `This policy is for drives${whose}${sites === undefined ? '' : ` at ${list(sites, 'or')}`} alone, and goes before one for all sites.`;
}

/** What the techniques of one ladder reach, in the order of choice. */
export function ladderSentence({ media, rungs }: Policy['ladders'][number]): string {
  return rungs.length === 0
    ? `For ${mediaWords(media)} no technique is accepted.`
    : `For ${mediaWords(media)} the order of choice is: ${rungs.map((rung) => `${plain(rung.technique)} (${methodWords[rung.method]})`).join(', ')}.`;
}

/** How much is read back. */
export function readBackSentence({ media, read_back: back }: Policy['read_back'][number]): string {
  return back.kind === 'full'
    ? `Every byte of ${mediaWords(media)} is read back.`
    : `Of ${mediaWords(media)}, ${back.sections} sections with ${back.per_section} places each are read back, ${back.share_permille / 10} % of a section at each place.`;
}

/** How drives with some data may be destroyed. */
export function destroySentence({ data_class: data, techniques }: Policy['destroy'][number]): string {
  return `Drives with ${dataWords(data)} data may be destroyed by: ${techniques.map(plain).join(', ')}.`;
}

/** What a drive must have reached before it is taken out of a place. */
export function placeSentence({ within, media, data_class: data, least, key_change_alone: keyChange }: PlaceRule): string {
  const demand = `at least ${methodWords[least]} was reached${keyChange || least === 'destroy' ? '' : ', not by changing a key alone'}`;
  return `${capital(mediaWords(media))} with ${dataWords(data)} data stay at ${list(within, 'or')} until ${demand}. Unknown media and data count as these.`;
}

/** Which maker's wishes the policy says in its own words, and the terms that decide what is kept. */
export function returnSentence({ title, window, keep, never_back: never, late_fee: fee, source }: MakerRule): string {
  const price = keep?.price === undefined ? '' : ` for ${moneyText(keep.price)}`;
  const kept = { included: 'may be kept', priced: `may be kept${price}`, no: 'may not be kept' };
  return [
    `Returns to ${title} go by this policy's own rule${source === '' ? '' : `, from ${source}`}.`,
    window === undefined ? '' : `They come back within ${window.days} ${window.count} days.`,
    fee === undefined ? '' : `A late one costs ${moneyText(fee)}.`,
    keep === undefined ? '' : `Drives ${kept[keep.offered]}.`,
    never === undefined ? '' : `Drives with ${dataWords(never)} data never go back; unknown data counts as these.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** What is to be filled in, by when, and for which drives. */
export function fieldSentence({ label, kind, choices, unit, step, data_class: data, required }: FieldRule): string {
  const by = { sanitize: 'it is sanitized', leave: 'it leaves or is destroyed' };
  const what = kind === 'choice' ? `one of ${list(choices ?? [], 'or')}` : `${fieldKinds[kind]}${unit === undefined ? '' : ` in ${unit}`}`;
  const whose = `a drive with ${dataWords(data)} data`;
  return required
    ? `“${label}” (${what}) is filled in for ${whose} before ${by[step]}.`
    : `“${label}” (${what}) may be filled in for ${whose}.`;
}

const fieldKinds: Readonly<Record<Exclude<FieldKind, 'choice'>, string>> = {
  text: 'a text, sealed',
  number: 'a number',
  date: 'a date',
  yes_no: 'yes or no',
};

/** When containers are counted, and what may shorten it. */
export function countSentence({ kinds, days }: CountRule): string {
  const what = capital(
    list(
      kinds.map((kind) => containerNames[kind]),
      'and',
    ),
  );
  const every = days === 1 ? 'every day' : `every ${days} days`;
  return `${what} without a seal are counted by two people at least ${every}. Where a container itself asks for it sooner, that counts.`;
}

const containerNames: Readonly<Record<ContainerKind, string>> = {
  bin: 'bins',
  cage: 'cages',
  shelf: 'shelves',
  server: 'servers',
  laptop: 'laptops',
  box: 'boxes',
  pallet: 'pallets',
};

/** One rule as a sentence. */
export function ruleSentence(rule: PolicyRule): string {
  const demand =
    rule.least === 'destroy'
      ? 'must be destroyed'
      : `must reach at least ${methodWords[rule.least]}, and changing a key alone is ${rule.key_change_alone ? '' : 'not '}enough`;
  return `${caseWords(rule)}: ${demand}${rule.witness ? ', with a witness' : ''}.`;
}

/** Which drives a rule speaks of. */
export function caseWords({ media, data_class: data, destination }: Pick<PolicyRule, 'media' | 'data_class' | 'destination'>): string {
  return `${capital(mediaWords(media))} with ${dataWords(data)} data, bound for ${list(
    destination.map((to) => destinationWords[to]),
    'or',
  )}`;
}

/** A kind of media, as these sentences name it. */
export function mediaName(media: Media): string {
  return capital(mediaNames[media]);
}

const methodWords: Readonly<Record<Method, string>> = { clear: 'Clear', purge: 'Purge', destroy: 'Destroy' };

const mediaNames: Readonly<Record<Media, string>> = {
  ata_hdd: 'ATA disks',
  ata_ssd: 'ATA SSDs',
  scsi_hdd: 'SCSI disks',
  scsi_ssd: 'SCSI SSDs',
  nvme_ssd: 'NVMe SSDs',
  usb_flash: 'USB flash',
  image: 'images',
  unknown: 'unknown media',
};

const destinationWords: Readonly<Record<Destination, string>> = {
  maker: 'the maker',
  reuse: 'reuse',
  vendor: 'a vendor',
  destruction: 'destruction',
  undecided: 'nowhere decided yet',
};

function mediaWords(media: readonly Media[]): string {
  return list(
    media.map((one) => mediaNames[one]),
    'and',
  );
}

function dataWords(classes: readonly DataClass[]): string {
  return dataClass.options.every((one) => classes.includes(one)) ? 'any' : list(classes, 'or');
}

/** The standard's own name with spaces in the place of underscores. */
function plain(name: string): string {
  return name
    .split('_')
    .map((word) => written[word] ?? word)
    .join(' ');
}

const written: Readonly<Record<string, string>> = { ata: 'ATA', scsi: 'SCSI', nvme: 'NVMe', tcg: 'TCG', psid: 'PSID' };

function list(words: readonly string[], last: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
