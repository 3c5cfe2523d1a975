import type { CertificateFile, Mark } from '../../certificate/certificate.ts';
import { capacity, duration, grouped, moment, strengthOf } from '../../certificate/numbers.ts';
import {
  dataClassWords,
  dataWords,
  destinationWords,
  destroyWords,
  failureWords,
  mediaWords,
  methodWords,
  reasonWords,
  ruledOutLine,
  serialSourceWords,
  techniqueWords,
  verdictWords,
} from '../../certificate/words.ts';

/** A line of the paper. `mono` for what is compared letter by letter. */
export interface Row {
  readonly label: string;
  readonly value: string;
  readonly mono?: boolean;
  readonly strong?: boolean;
}

const unknown = 'unknown';
const notRecorded = 'not recorded';

/** Opened values of one event, as text; `sealed` for those that exist and are not shown in this copy. */
export function shown(file: CertificateFile, event: string, field: string): string {
  const value = file.opened[event]?.[field]?.value;
  if (typeof value === 'string') return value;
  if (value !== undefined) return JSON.stringify(value);
  const entry = file.entries[file.body.events.findIndex((each) => each.event === event)];
  const sealed = entry?.event['sealed'];
  return typeof sealed === 'object' && sealed !== null && Object.hasOwn(sealed, field) ? 'sealed, not shown in this copy' : notRecorded;
}

/** The name behind a pseudonym, when it is opened. */
export function nameOf(file: CertificateFile, who: string): string {
  const { people, station } = file.body;
  if (who === station.id) return `Station ${station.name ?? station.id}`;
  for (const { person, enrolled } of people.toReversed()) {
    const name = file.opened[enrolled.event]?.['name']?.value;
    if (person === who && typeof name === 'string') return name;
  }
  return who;
}

export function byLine(file: CertificateFile, { at, by, witness }: Mark): string {
  return `${moment(at)}, ${nameOf(file, by)}${witness === undefined ? '' : `, witnessed by ${nameOf(file, witness)}`}`;
}

export function driveRows(file: CertificateFile): readonly Row[] {
  const { drive, record } = file.body;
  const claim = record?.claimed.event ?? '';
  const own = drive?.identity;
  const source = (field: string): string => (record === undefined ? notRecorded : shown(file, claim, field));
  return [
    { label: 'Maker and model', value: own?.model ?? record?.model ?? unknown },
    { label: 'Serial number', value: own?.serial ?? record?.serial ?? unknown, mono: true, strong: true },
    {
      label: 'Source of serial',
      value: own === undefined ? 'the label and the record; the drive never answered' : serialSourceWords[own.serial_source],
    },
    { label: 'WWN', value: own?.wwn ?? record?.label.wwn ?? (own === undefined ? unknown : 'the drive tells none'), mono: true },
    { label: 'Firmware', value: own?.firmware ?? record?.label.firmware ?? unknown, mono: true },
    { label: 'Media type', value: own === undefined ? unknown : mediaWords[own.media] },
    {
      label: 'Capacity seen',
      value:
        own === undefined ? unknown : `${capacity(own.capacity_bytes)}, ${grouped(own.capacity_bytes)} bytes, blocks of ${own.block_bytes}`,
    },
    { label: 'Native capacity', value: nativeLine(own) },
    {
      label: 'Label, drive, record',
      value:
        drive === undefined
          ? 'not compared: the drive never answered'
          : `${drive.lock.verdict === 'open' ? 'agree' : 'DO NOT AGREE'} (${drive.lock.findings.map((finding) => finding.replaceAll('_', ' ')).join(', ')})`,
    },
    {
      label: 'Label',
      value:
        record === undefined
          ? notRecorded
          : Object.entries(record.label)
              .map(([name, value]) => `${name} ${value}`)
              .join(', ') || 'not readable',
    },
    { label: 'Property number', value: notRecorded },
    { label: 'Dock and port', value: drive === undefined ? 'never in a bay' : `${drive.dock}, ${drive.port}` },
    {
      label: 'Source',
      value: [source('host'), source('slot')].every((each) => each === notRecorded) ? notRecorded : `${source('host')}, ${source('slot')}`,
    },
    {
      label: 'Owner, ticket',
      value: source('owner') === notRecorded && source('ticket') === notRecorded ? notRecorded : `${source('owner')}, ${source('ticket')}`,
    },
    { label: 'Reason pulled', value: record === undefined ? unknown : reasonWords[record.reason] },
    { label: 'Data held, class', value: record === undefined ? unknown : dataClassWords[record.data_class] },
    { label: 'Backup of the data', value: notRecorded },
    { label: 'Destination', value: record === undefined ? unknown : destinationWords[record.destination] },
  ];
}

function nativeLine(own: NonNullable<CertificateFile['body']['drive']>['identity'] | undefined): string {
  if (own?.native_bytes === undefined) return `${unknown}: it could not be read`;
  const hidden = own.native_bytes - own.capacity_bytes;
  return hidden === 0
    ? 'the same'
    : `${grouped(own.native_bytes)} bytes, ${hidden > 0 ? `${capacity(hidden)} more than seen` : 'less than seen'}`;
}

export function sanitizationRows(file: CertificateFile): readonly Row[] {
  const { sanitization, policy, destruction } = file.body;
  const method = destruction === undefined ? sanitization?.order.method : 'destroy';
  return [
    {
      label: 'Method',
      value:
        method === undefined
          ? 'none'
          : `${methodWords[method]}${destruction !== undefined || sanitization?.method_reached !== undefined ? ', reached' : ', ordered and not shown to be reached'}`,
      strong: true,
    },
    ...(destruction === undefined
      ? []
      : [
          {
            label: 'Destroyed',
            value: `${destroyWords[destruction.technique]}${destruction.fragment_mm === undefined || destruction.fragment_mm === 0 ? '' : `, pieces of ${destruction.fragment_mm} mm`}, at ${destruction.place ?? 'a place not recorded'}`,
            strong: true,
          },
          { label: 'By', value: byLine(file, destruction.mark) },
          {
            label: 'Machine, lot',
            value: `${shown(file, destruction.mark.event, 'machine')}, ${shown(file, destruction.mark.event, 'lot')}`,
          },
        ]),
    ...(sanitization === undefined ? [{ label: 'Erase', value: 'none was run' }] : eraseRows(file, sanitization)),
    { label: 'Standard', value: policy?.standard ?? unknown },
    { label: 'Policy', value: policy === undefined ? unknown : `${policy.id}, version ${policy.version}` },
    { label: 'Policy hash', value: policy?.hash ?? unknown, mono: true },
    { label: 'Tool and version', value: `${file.body.station.tool} ${file.body.station.version ?? 'of unknown version'}` },
  ];
}

function eraseRows(
  file: CertificateFile,
  { order, record, failure, resumed, ruled_out: ruledOut, attempt, cleared }: NonNullable<CertificateFile['body']['sanitization']>,
): readonly Row[] {
  const { jobs, body } = { jobs: file.body.jobs, body: file.body };
  return [
    {
      label: 'Technique',
      value: `${techniqueWords[order.technique]}, ${order.passes === 1 ? '1 pass' : `${order.passes} passes`}${order.technique.includes('overwrite') ? `, ${order.pattern === 'zero' ? 'zeros' : 'random stream'}` : ''}`,
    },
    { label: 'Cleared', value: byLine(file, cleared) },
    {
      label: 'Exact command',
      value: record === undefined ? unknown : record.command === '' ? 'none: written by the host' : record.command,
      mono: true,
    },
    { label: 'Drive’s own record', value: record === undefined ? 'none came back: unknown' : record.completion.reading },
    ...(record === undefined
      ? []
      : [
          {
            label: 'Record as it came',
            value: `${record.completion.source}: ${record.completion.raw === '' ? 'no bytes' : record.completion.raw}`,
            mono: true,
          },
        ]),
    {
      label: 'Duration',
      value:
        record === undefined
          ? unknown
          : `${duration(record.duration_ms)} from ${moment(new Date(record.started_ms).toISOString())}${body.verification === undefined ? '' : body.verification.floor_ms === 0 ? '; least plausible unknown' : `; under ${duration(body.verification.floor_ms)} would not be believed`}`,
    },
    {
      label: 'Errors and retries',
      value: `${record === undefined ? 'bad ranges unknown' : record.bad_count === 0 ? 'no bad ranges' : `${record.bad_count} bad ranges, first at byte ${grouped(record.bad[0]?.offset ?? 0)} (${record.bad[0]?.sense ?? ''})`}; attempt ${attempt ?? 'not begun'}${resumed.length === 0 ? '' : `; taken up again ${resumed.length === 1 ? 'once' : `${resumed.length} times`}`}`,
    },
    ...(failure === undefined
      ? []
      : [
          {
            label: 'What went wrong',
            value: `${failureWords[failure.why]} ${failure.detail ?? ''} ${dataWords[failure.data]}`,
            strong: true,
          },
        ]),
    ...(jobs.length > 1
      ? [
          {
            label: 'All jobs',
            value: jobs
              .map(({ technique, end, cleared: mark }) => `${techniqueWords[technique]} (${end}, ${mark.at.slice(0, 10)})`)
              .join('; '),
          },
        ]
      : []),
    { label: 'Ruled out', value: ruledOutLine(ruledOut) },
  ];
}

export function verificationRows(file: CertificateFile): readonly Row[] {
  const { verification, sanitization, validation, drive } = file.body;
  if (sanitization === undefined) return [];
  const seedHash = { label: 'Seed, committed', value: sanitization.seed_hash, mono: true };
  if (verification === undefined) {
    return [
      { label: 'Read-back', value: 'none was done' },
      {
        label: 'Markers',
        value:
          sanitization.markers === undefined
            ? 'none written'
            : `${sanitization.markers.written} written before, ${sanitization.markers.confirmed} confirmed; not looked for after`,
      },
      seedHash,
    ];
  }
  const { evidence, verdict } = verification;
  const strength = strengthOf(verification, drive?.identity.capacity_bytes);
  return [
    { label: 'Verification method', value: `${evidence.kind === 'full' ? 'Full read' : 'Representative sampling'}: ${strength.read}` },
    ...(strength.odds.length === 0
      ? []
      : [
          {
            label: 'Odds to find',
            value: strength.odds.map(({ remnantBytes, percent }) => `one unbroken ${capacity(remnantBytes)}: ${percent}`).join('; '),
          },
        ]),
    {
      label: 'Found',
      value: `${evidence.unexpected} places not as left by the technique, ${evidence.unreadable} unreadable, structures: ${evidence.structures.length === 0 ? 'none' : evidence.structures.map((each) => each.replaceAll('_', ' ')).join(', ')}`,
    },
    {
      label: 'Markers',
      value: `${evidence.markers.written} written before, ${evidence.markers.confirmed} confirmed, ${evidence.markers.surviving} still there, ${evidence.markers.unreadable} unreadable`,
    },
    { label: 'Judged', value: verdict.reasons.map((reason) => verdictWords[reason]).join('; ') },
    seedHash,
    { label: 'Seed, used', value: `${evidence.seed} ${verification.seed_committed ? '' : 'NOT the committed one'}`, mono: true },
    ...(validation === undefined
      ? []
      : [{ label: 'Decision', value: `${validation.accepted ? 'accepted' : 'rejected'} (${validation.statement.replaceAll('_', ' ')})` }]),
  ];
}

/** Custody, one line a fact. */
export function custodyRows(
  file: CertificateFile,
): readonly { readonly event: string; readonly when: string; readonly what: string; readonly by: string }[] {
  const name = (who: string | undefined): string => (who === undefined ? unknown : nameOf(file, who));
  return file.body.custody.map(({ mark, type, from, to, holder, place, word }) => {
    const at = place === undefined ? '' : ` at ${place}`;
    const said = word?.replaceAll('_', ' ') ?? '';
    const what: Record<string, string> = {
      'custody.claimed': `Taken into custody by ${name(holder)}${at} (${said})`,
      'custody.offered': `Offered by ${name(from)} to ${name(to)}${at}`,
      'custody.withdrawn': `Offer taken back by ${name(from)}`,
      'custody.received': `Received by ${name(holder)} from ${name(from)}${at}`,
      'custody.moved': `Moved by ${name(holder)}${at}`,
      'custody.quarantined': `Quarantined${at}: ${said}`,
      'custody.readmitted': `Back from quarantine: ${said}`,
      'custody.released': `Released: ${said}`,
      'custody.destination': `Destination set: ${said}`,
      'drive.destroyed': `Destroyed${at}: ${said}`,
    };
    return {
      event: mark.event,
      when: moment(mark.at),
      what: what[type] ?? type,
      by: `${nameOf(file, mark.by)}${mark.witness === undefined ? '' : ` and ${nameOf(file, mark.witness)}`}`,
    };
  });
}
