import type { UnderstoodAs } from './understood.ts';

/** A shape that some maker prints. `strong` shapes are hard to hit by chance; `weak` ones are little more than a length. */
export interface Shape {
  readonly maker: string;
  readonly as: Extract<UnderstoodAs, 'serial' | 'part' | 'model' | 'firmware' | 'oem_code' | 'date' | 'lba_count'>;
  readonly strength: 'strong' | 'weak';
  readonly fits: RegExp;
}

/**
 * Maker rules as data. Serial lengths were checked on public dumps of drives (the reference on labels, section
 * 7.1); shapes of models, parts and firmware are from the same dumps and are unconfirmed for labels. Texts are
 * upper case; serials are tried without spaces too.
 */
export const shapes: readonly Shape[] = [
  { maker: 'seagate', as: 'serial', strength: 'weak', fits: /^(?=.*[A-Z])(?=.*\d)[3-9A-Z][A-Z0-9]{7}$/ },
  { maker: 'seagate', as: 'serial', strength: 'strong', fits: /^(?=.*[A-Z])[A-Z0-9]{8}0000[A-Z0-9]{8}$/ },
  { maker: 'wd', as: 'serial', strength: 'strong', fits: /^WD-W[A-Z0-9]{11}$/ },
  { maker: 'wd', as: 'serial', strength: 'weak', fits: /^(?=.*\d)W[A-Z0-9]{11}$/ },
  { maker: 'hgst', as: 'serial', strength: 'weak', fits: /^(?=.*[A-Z])(?=.*\d)[0-9A-Z][A-Z0-9]{7}$/ },
  { maker: 'hgst', as: 'serial', strength: 'weak', fits: /^[A-Z]{3}\d{3}[A-Z0-9]{8}$/ },
  { maker: 'toshiba', as: 'serial', strength: 'weak', fits: /^(?=.*[A-Z])[0-9XYZ][0-9A-Z]{11}$/ },
  { maker: 'toshiba', as: 'serial', strength: 'weak', fits: /^[0-9XYZ]\d[A-Z0-9]{6}[A-Z]$/ },
  { maker: 'samsung', as: 'serial', strength: 'weak', fits: /^S(?=.*\d)[0-9A-Z]{13,14}$/ },
  { maker: 'micron', as: 'serial', strength: 'weak', fits: /^(?=.*[A-F])\d\d(0[1-9]|[1-4]\d|5[0-3])[0-9A-F]{8}$/ },
  { maker: 'intel', as: 'serial', strength: 'strong', fits: /^(PH|BT|CV)[A-Z]{2}\d[0-9A-Z]{9,13}$/ },
  { maker: 'kioxia', as: 'serial', strength: 'weak', fits: /^(?=.*[A-Z])[0-9XYZ][0-9A-Z]{11}$/ },
  { maker: 'sk_hynix', as: 'serial', strength: 'weak', fits: /^A[A-Z](?=.*\d)[0-9A-Z]{15,16}$/ },

  { maker: 'seagate', as: 'model', strength: 'strong', fits: /^(SEAGATE )?ST\d{3,5}[A-Z]{2}\d{3,4}[A-Z]?(-[0-9A-Z]{6})?$/ },
  { maker: 'wd', as: 'model', strength: 'strong', fits: /^(WDC )?WD\d{2,4}[A-Z]{4}(-[A-Z0-9]{6,7})?$/ },
  { maker: 'hgst', as: 'model', strength: 'strong', fits: /^(HGST |HITACHI )?(HUH|HUS|HUC|HTS|HDS|WUH|WUS)\d{3,6}[A-Z0-9]{2,10}$/ },
  { maker: 'toshiba', as: 'model', strength: 'strong', fits: /^(TOSHIBA )?(MG|MD|MN|MQ|AL)\d{2}[A-Z]{2,3}[A-Z0-9]{3,8}$/ },
  { maker: 'samsung', as: 'model', strength: 'strong', fits: /^(SAMSUNG )?MZ-?[0-9A-Z]{5,12}(-[0-9A-Z]{5})?$/ },
  { maker: 'samsung', as: 'model', strength: 'strong', fits: /^SAMSUNG SSD [0-9A-Z ]{3,40}$/ },
  { maker: 'micron', as: 'model', strength: 'strong', fits: /^(MICRON[_ ])?MTFD[A-Z0-9-]{8,24}$/ },
  { maker: 'crucial', as: 'model', strength: 'strong', fits: /^CT\d{3,4}[A-Z0-9]{2,8}SSD\d$/ },
  { maker: 'intel', as: 'model', strength: 'strong', fits: /^(INTEL |SOLIDIGM )?SSD(PE|SC|PF)[A-Z0-9]{6,12}$/ },
  { maker: 'kioxia', as: 'model', strength: 'strong', fits: /^(KIOXIA )?K[A-Z]{2}\d{1,2}[A-Z0-9]{7,9}$/ },
  { maker: 'sk_hynix', as: 'model', strength: 'strong', fits: /^HFS[A-Z0-9]{8,12}(-[A-Z0-9]{4,8})?$/ },

  { maker: 'seagate', as: 'part', strength: 'strong', fits: /^\d[A-Z][A-Z0-9]{4}-\d{3}$/ },
  { maker: 'hgst', as: 'part', strength: 'strong', fits: /^0F\d{5}$/ },
  { maker: 'hpe', as: 'part', strength: 'strong', fits: /^(\d{6}|P\d{5})-(\d{3}|[A-Z]\d{2})$/ },

  { maker: 'wd', as: 'firmware', strength: 'strong', fits: /^\d{2}\.\d{2}[A-Z]\d{2}$/ },
  { maker: 'seagate', as: 'firmware', strength: 'strong', fits: /^[A-Z]{2}\d[0-9A-Z]$/ },
  { maker: 'micron', as: 'firmware', strength: 'strong', fits: /^M\d[A-Z]{2}\d{3}$/ },
  { maker: 'samsung', as: 'firmware', strength: 'weak', fits: /^[A-Z]{3}[0-9A-Z]{4}Q$/ },

  {
    maker: 'dell',
    as: 'oem_code',
    strength: 'strong',
    fits: /^(CN|MY|TH|SG|KR|MX|US|TW|JP|PH|IE|CZ|VN|HU|PL|BR|IN|MA)-?0[A-Z0-9]{5}-?[A-Z0-9]{5}-?[A-Z0-9]{3}-?[A-Z0-9]{4}(-?[A-Z]\d{2})?$/,
  },
  { maker: 'ibm_lenovo', as: 'oem_code', strength: 'strong', fits: /^(8S|11S)(?=.*\d)[A-Z0-9]{12,30}$/ },

  { maker: 'any', as: 'date', strength: 'strong', fits: /^20[0-4]\d[-/.]?(0[1-9]|1[0-2])[-/.]?(0[1-9]|[12]\d|3[01])$/ },
  {
    maker: 'any',
    as: 'date',
    strength: 'strong',
    fits: /^(0[1-9]|[12]\d|3[01])[ -]?(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[ -]?(20)?\d\d$/,
  },
  { maker: 'any', as: 'lba_count', strength: 'weak', fits: /^[1-9]\d{8,10}$/ },
];

/**
 * How the EUI-64 of NVMe drives starts: the maker's company number (Samsung, Micron, Intel, Kioxia, SK hynix).
 * From drives seen, unconfirmed; other EUI-64 are known only when the label names them.
 */
export const euiStarts: readonly string[] = ['002538', '00a075', '5cd2e4', '8ce38e', 'ace42e'];

/** Names that labels print before a value. Longest first; a colon, sign or space must follow. */
export const printedNames: readonly { readonly as: UnderstoodAs; readonly fits: RegExp }[] = [
  { as: 'serial', fits: /^(?:SERIAL (?:NUMBER|NO\.?)|SER\.? ?NO\.?|S\/N|SN|SERIAL)\s*[:#=]\s*|^(?:S\/N|SERIAL (?:NUMBER|NO\.?))\s+/ },
  { as: 'wwn', fits: /^(?:WWN|WWID|WORLD WIDE NAME|EUI-?64|EUI|NGUID)\s*[:#=]\s*|^WWN\s+/ },
  { as: 'psid', fits: /^PSID\s*[:#=]?\s*/ },
  { as: 'part', fits: /^(?:PART (?:NUMBER|NO\.?)|P\/N|PN)\s*[:#=]\s*|^P\/N\s+/ },
  { as: 'model', fits: /^(?:MODEL(?: (?:NUMBER|NO\.?))?|MDL|M\/N)\s*[:#=]\s*|^(?:MODEL|MDL)\s+/ },
  { as: 'firmware', fits: /^(?:FIRMWARE|F\/W|FW)\s*[:#=]\s*|^(?:F\/W|FIRMWARE)\s+/ },
  { as: 'date', fits: /^(?:DATE(?: CODE)?|DOM|MFG DATE)\s*[:#=]\s*/ },
  { as: 'lba_count', fits: /^(?:LBAS?|MAX LBA|SECTORS)\s*[:#=]\s*/ },
  { as: 'oem_code', fits: /^(?:CT|PPID|SPARE|GPN|DP\/N)\s*[:#=]\s*/ },
];

/** Data identifiers of ANSI MH10.8.2 that labels use, from public descriptions. Longest first. */
export const dataIdentifiers = [
  { id: '25S', as: 'oem_code', why: 'identifier_25s' },
  { id: '1P', as: 'part', why: 'identifier_1p' },
  { id: '2P', as: 'firmware', why: 'identifier_2p' },
  { id: '9D', as: 'date', why: 'identifier_d' },
  { id: '1T', as: 'unknown', why: 'identifier_t' },
  { id: '4L', as: 'unknown', why: 'identifier_4l' },
  { id: 'S', as: 'serial', why: 'identifier_s' },
  { id: 'P', as: 'part', why: 'identifier_p' },
  { id: 'D', as: 'date', why: 'identifier_d' },
  { id: 'Q', as: 'unknown', why: 'identifier_q' },
  { id: 'T', as: 'unknown', why: 'identifier_t' },
] as const;
