import { useState, type ReactElement } from 'react';
import { Link as Anchor } from 'wouter';
import type { ScannerLine, ScannersView } from '../../contract/scanners.ts';
import { readOwnCode } from '../../domain/label/codes.ts';
import { checkLayout, isRestOfCheck, layoutCode, type LayoutCheck, spoils } from '../../domain/label/layout-check.ts';
import { Act } from '../parts/act.tsx';
import { Barcode } from '../parts/barcode.tsx';
import { Section } from '../parts/field.tsx';
import { Code } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { Shape, State } from '../parts/shape.tsx';
import { useEars, useScans } from '../scan/ears.tsx';
import type { Heard } from '../scan/heard.ts';
import { earcons } from '../sounds/earcons.ts';
import { useBench, useCall, useScanners, useStation } from '../station.tsx';
import { manualSettings } from '../words/scanner-manuals.ts';
import { findingWords, modeWords, scannerKindWord, scannerStateWords, scannerWords as words, sourceWord } from '../words/scanners.ts';
import { screens } from '../words/screens.ts';
import type { Mark } from '../words/states.ts';

/** Control characters by their names: they can be seen, and not mistaken for letters. */
const controls: Readonly<Record<string, string>> = { '\u0004': '<EOT>', '\u001d': '<GS>', '\u001e': '<RS>' };
const shownCode = visible(layoutCode);

/** Is this scanner set up well, which ones are there, and what to change in them. */
export function ScannerSetUp(): ReactElement {
  return (
    <main className="page" id="work">
      <header className="page-head list-head">
        <h1>{words.title}</h1>
        <Anchor className="act act-plain" href="/settings">
          {screens.nav.settings}
        </Anchor>
      </header>
      <div className="columns columns-check">
        <Check />
        <Found />
      </div>
      <Modes />
      <Manuals />
    </main>
  );
}

interface Checked {
  readonly heard: Heard;
  readonly check: LayoutCheck;
}

function Check(): ReactElement {
  const [last, setLast] = useState<Checked>();
  const { announce } = useEars();
  useScans(true, (text, heard) => {
    const own = readOwnCode(text);
    if (own?.kind === 'command' || own?.kind === 'badge') return false;
    if (last?.check.kind === 'read' && isRestOfCheck(text)) return true;
    const check = checkLayout(heard.source === 'wedge' ? heard : { text: heard.text, aim: heard.aim });
    const { word, sound } = verdictOf(check);
    setLast({ heard, check });
    announce(word);
    earcons.play(sound);
    return true;
  });
  return (
    <Section title={words.check}>
      <p className="quiet">{words.checkHint}</p>
      <Barcode text={layoutCode} shown={shownCode} height={12} />
      <Verdict last={last} />
    </Section>
  );
}

function Verdict({ last }: { readonly last: Checked | undefined }): ReactElement {
  const { mark, word, more } = verdictOf(last?.check);
  const findings = last?.check.kind === 'read' ? last.check.findings : [];
  return (
    <div className={`check-verdict tone-${mark}`}>
      <p className="check-word">
        <Shape mark={mark} size={32} /> {word}
      </p>
      <p>{more}</p>
      {findings.length === 0 ? null : (
        <ul className="check-findings">
          {findings.map((finding) => {
            const { what, fix } = findingWords(finding);
            return (
              <li key={finding.kind}>
                <p>
                  <b>{what}</b> {fix}
                </p>
                {finding.kind === 'layout' ? <Swapped pairs={finding.swapped} /> : null}
              </li>
            );
          })}
        </ul>
      )}
      {last === undefined ? null : (
        <p className="check-came">
          <span className="small quiet">
            {words.came} ({last.heard.device ?? sourceWord(last.heard.source)})
          </span>
          <Code>{visible((last.heard.aim ?? '') + last.heard.text)}</Code>
        </p>
      )}
    </div>
  );
}

function Swapped({ pairs }: { readonly pairs: readonly (readonly [string, string])[] }): ReactElement {
  return (
    <ul className="swapped mono">
      {pairs.map(([from, to]) => (
        <li key={from}>
          {visible(from)} → {visible(to)}
        </li>
      ))}
    </ul>
  );
}

interface VerdictWords {
  readonly mark: Mark;
  readonly word: string;
  readonly more: string;
  readonly sound: 'ok' | 'wrong_place' | 'stop';
}

function verdictOf(check: LayoutCheck | undefined): VerdictWords {
  if (check === undefined) return { mark: 'waiting', word: words.waiting, more: words.waitingMore, sound: 'ok' };
  if (check.kind === 'other_code') return { mark: 'unknown', word: words.notCheck, more: words.notCheckMore, sound: 'wrong_place' };
  if (check.findings.some(spoils)) return { mark: 'stopped', word: words.bad, more: words.badMore, sound: 'stop' };
  return { mark: 'proven', word: check.findings.length === 0 ? words.good : words.advice, more: words.goodMore, sound: 'ok' };
}

function Found(): ReactElement {
  const view = useScanners();
  return (
    <Section title={words.found}>
      <p className="quiet">{words.foundMore}</p>
      {view === undefined ? <p className="quiet">{screens.app.loading}</p> : <Scanners view={view} />}
    </Section>
  );
}

function Scanners({ view }: { readonly view: ScannersView }): ReactElement {
  const { session } = useBench();
  const call = useCall();
  const choosable = view.scanners.some(({ kind }) => kind === 'serial');
  if (!view.served) return <p className="empty-line">{words.notServed}</p>;
  return (
    <>
      {view.failed === undefined ? null : (
        <p className="docks-failed">
          <Shape mark="stopped" />
          <span>
            {words.failed} <Code small>{view.failed}</Code>
          </span>
        </p>
      )}
      <Refused words={call.refused} />
      {view.scanners.length === 0 && view.failed === undefined ? <p className="empty-line">{words.none}</p> : null}
      <ul className="scanners">
        {view.scanners.map((line) => (
          <Scanner key={`${line.id} ${line.port}`} line={line} call={call} signedIn={session !== undefined} />
        ))}
      </ul>
      {choosable && session === undefined ? <p className="quiet">{words.signIn}</p> : null}
    </>
  );
}

function Scanner({
  line,
  call,
  signedIn,
}: {
  readonly line: ScannerLine;
  readonly call: ReturnType<typeof useCall>;
  readonly signedIn: boolean;
}): ReactElement {
  const { station } = useStation();
  const { mark, word, more } = scannerStateWords(line.state);
  const on = line.state === 'offered';
  const does = on ? words.use : words.leave;
  return (
    <li>
      <p>
        <b>{line.name}</b>
      </p>
      <p>
        {scannerKindWord(line.kind)} <Code small>{line.port}</Code>
      </p>
      <State mark={mark} word={word} size={20} />
      {more === '' ? null : <p className="small">{more}</p>}
      {line.kind === 'serial' && signedIn ? (
        <Act
          label={`${does}, ${line.name}`}
          disabled={call.busy}
          onPress={() => void call.run(() => station.scanners.use({ id: line.id, on }))}
        >
          {does}
        </Act>
      ) : null}
    </li>
  );
}

function Modes(): ReactElement {
  return (
    <Section title={words.modes}>
      <p className="quiet">{words.modesMore}</p>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{words.mode}</th>
            <th scope="col">{words.how}</th>
            <th scope="col">{words.needs}</th>
          </tr>
        </thead>
        <tbody>
          {modeWords.map(({ name, how, needs }) => (
            <tr key={name}>
              <th scope="row">
                <b>{name}</b>
              </th>
              <td>{how}</td>
              <td>{needs}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Manuals(): ReactElement {
  return (
    <Section title={words.settingsTitle}>
      <p className="page-lead">{words.settingsMore}</p>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{words.maker}</th>
            <th scope="col">{words.setting}</th>
            <th scope="col">{words.does}</th>
            <th scope="col">{words.manual}</th>
          </tr>
        </thead>
        <tbody>
          {manualSettings.map(({ maker, setting, does, manual }) => (
            <tr key={`${maker} ${setting}`}>
              <td>{maker}</td>
              <th scope="row">
                <b>{setting}</b>
              </th>
              <td>{does}</td>
              <td className="small">{manual}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function visible(text: string): string {
  return Array.from(text, (char) => controls[char] ?? (char < ' ' ? `<${char.charCodeAt(0).toString(16).padStart(2, '0')}>` : char)).join(
    '',
  );
}
