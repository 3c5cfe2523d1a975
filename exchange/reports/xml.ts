/** An element of a small XML document. Text of its own, without that of its children. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

const deepest = 64;
const mostElements = 300_000;

/**
 * Reads well-formed XML 1.0 without a document type: no entities but the five of the standard and character references,
 * nothing fetched, nothing expanded. Undefined for anything else.
 */
export function readXml(text: string): XmlElement | undefined {
  const stack: Open[] = [{ name: '', attributes: new Map(), children: [], text: '' }];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let elements = 0;
  while (at < text.length) {
    const top = stack.at(-1);
    if (top === undefined) return undefined;
    const next = text.indexOf('<', at);
    const end = next < 0 ? text.length : next;
    const between = unescaped(text.slice(at, end));
    if (between === undefined || (stack.length === 1 && between.trim() !== '')) return undefined;
    top.text += between;
    if (next < 0) break;
    const markup = readMarkup(text, next);
    if (markup === undefined) return undefined;
    at = markup.end;
    if (markup.kind === 'data') {
      if (stack.length === 1) return undefined;
      top.text += markup.text;
    }
    if (markup.kind === 'open') {
      elements += 1;
      if (elements > mostElements || stack.length > deepest) return undefined;
      const element: Open = { name: markup.name, attributes: markup.attributes, children: [], text: '' };
      top.children.push(element);
      if (!markup.isEmpty) stack.push(element);
    }
    if (markup.kind === 'close' && (stack.length === 1 || stack.pop()?.name !== markup.name)) return undefined;
  }
  const [document] = stack;
  return stack.length === 1 && document?.children.length === 1 ? document.children[0] : undefined;
}

type Markup = { readonly end: number } & (
  | { readonly kind: 'skip' }
  | { readonly kind: 'data'; readonly text: string }
  | { readonly kind: 'open'; readonly name: string; readonly attributes: ReadonlyMap<string, string>; readonly isEmpty: boolean }
  | { readonly kind: 'close'; readonly name: string }
);

function readMarkup(text: string, at: number): Markup | undefined {
  if (text.startsWith('<!--', at)) return skipTo(text, at + 4, '-->');
  if (text.startsWith('<?', at)) return skipTo(text, at + 2, '?>');
  if (text.startsWith('<![CDATA[', at)) {
    const end = text.indexOf(']]>', at);
    return end < 0 ? undefined : { kind: 'data', text: text.slice(at + 9, end), end: end + 3 };
  }
  const closing = /<\/([A-Za-z_][\w.:-]*)\s*>/y;
  closing.lastIndex = at;
  const closed = closing.exec(text);
  if (closed !== null) return { kind: 'close', name: closed[1] ?? '', end: closing.lastIndex };
  const opening = /<([A-Za-z_][\w.:-]*)((?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
  opening.lastIndex = at;
  const opened = opening.exec(text);
  if (opened === null) return undefined;
  const attributes = attributesIn(opened[2] ?? '');
  return attributes === undefined
    ? undefined
    : { kind: 'open', name: opened[1] ?? '', attributes, isEmpty: opened[3] === '/', end: opening.lastIndex };
}

function skipTo(text: string, from: number, mark: string): Markup | undefined {
  const end = text.indexOf(mark, from);
  return end < 0 ? undefined : { kind: 'skip', end: end + mark.length };
}

function attributesIn(text: string): ReadonlyMap<string, string> | undefined {
  const attributes = new Map<string, string>();
  for (const match of text.matchAll(/([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    const [, name = ''] = match;
    const value = unescaped(match[2] ?? match[3] ?? '');
    if (value === undefined || attributes.has(name)) return undefined;
    attributes.set(name, value);
  }
  return attributes;
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string | undefined {
  if (!text.includes('&')) return text;
  let isWell = true;
  const value = text.replace(/&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|\w{1,10})?(;?)/g, (_, body: string | undefined, semicolon: string) => {
    const character = body === undefined || semicolon === '' ? undefined : characterOf(body);
    if (character === undefined) isWell = false;
    return character ?? '';
  });
  return isWell ? value : undefined;
}

function characterOf(body: string): string | undefined {
  if (!body.startsWith('#')) return Object.hasOwn(named, body) ? named[body] : undefined;
  const code = body.startsWith('#x') ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10);
  const isCharacter = code === 9 || code === 10 || code === 13 || (code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff));
  return isCharacter ? String.fromCodePoint(code) : undefined;
}
