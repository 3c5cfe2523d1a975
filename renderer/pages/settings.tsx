import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components/Slider';
import { Link as Anchor } from 'wouter';
import { Label } from 'react-aria-components/Label';
import type { Sound } from '../../contract/views.ts';
import { deviceClass } from '../../domain/intake/device-classes.ts';
import { commands, deviceCode } from '../../domain/label/codes.ts';
import { Act, commandCode } from '../parts/act.tsx';
import { Barcode } from '../parts/barcode.tsx';
import { Choice, Section } from '../parts/field.tsx';
import { Code } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { State } from '../parts/shape.tsx';
import { earcons, setVolume, volume } from '../sounds/earcons.ts';
import { useBench, useCall, useStation } from '../station.tsx';
import { setTheme, theme, themes, type Theme } from '../theme.ts';
import { commandWord } from '../words/commands.ts';
import { labelText } from '../words/labels-page.ts';
import { deviceText, deviceWords } from '../words/devices.ts';
import { scannerWords } from '../words/scanners.ts';
import { screens } from '../words/screens.ts';

const words = screens.settings;
const sounds: readonly Sound[] = ['ok', 'already', 'wrong_place', 'stop', 'done'];

export function Settings(): ReactElement {
  return (
    <main className="page" id="work">
      <header className="page-head">
        <h1>{words.title}</h1>
      </header>
      <div className="columns">
        <div>
          <Surface />
          <Sounds />
          <Policy />
        </div>
        <div>
          <Scanners />
          <LabelPrinter />
          <BayMap />
          <Practice />
          <About />
        </div>
      </div>
      <Cards />
      <DeviceCards />
    </main>
  );
}

function Surface(): ReactElement {
  const [chosen, choose] = useState<Theme>(theme);
  const word = (value: Theme): string => words[value];
  return (
    <Section title={words.theme}>
      <Choice
        label={words.theme}
        options={themes}
        value={chosen}
        onChange={(next) => {
          setTheme(next);
          choose(next);
        }}
        word={word}
        silent
      />
    </Section>
  );
}

function Sounds(): ReactElement {
  const [loud, setLoud] = useState(() => Math.round(volume() * 100));
  return (
    <Section title={words.sound}>
      <Slider
        className="slider"
        value={loud}
        minValue={0}
        maxValue={100}
        step={5}
        onChange={(next) => {
          setLoud(next);
          setVolume(next / 100);
        }}
        onChangeEnd={() => earcons.play('ok')}
      >
        <div className="slider-head">
          <Label>{words.volume}</Label>
          <span className="mono">{loud} %</span>
        </div>
        <SliderTrack className="slider-track">
          <SliderThumb className="slider-thumb" />
        </SliderTrack>
      </Slider>
      <p className="quiet">{words.test}</p>
      <div className="acts">
        {sounds.map((sound) => (
          <Act key={sound} onPress={() => earcons.play(sound)}>
            {words[sound]}
          </Act>
        ))}
      </div>
    </Section>
  );
}

function Scanners(): ReactElement {
  return (
    <Section title={scannerWords.title}>
      <p className="quiet">{scannerWords.settings}</p>
      <Anchor className="act act-plain" href="/scanners">
        {scannerWords.open}
      </Anchor>
    </Section>
  );
}

function LabelPrinter(): ReactElement {
  return (
    <Section title={labelText.title}>
      <p className="quiet">{labelText.lead}</p>
      <Anchor className="act act-plain" href="/labels">
        {labelText.title}
      </Anchor>
    </Section>
  );
}

function Policy(): ReactElement {
  const { station } = useStation();
  const bench = useBench();
  const call = useCall();
  const again = useQueryClient();
  const { data } = useQuery({ queryKey: ['policies', bench.policy.id, bench.policy.version], queryFn: () => station.policy.list() });
  const adopt = async (id: string): Promise<void> => {
    await call.run(() => station.policy.adopt({ id }));
    await again.invalidateQueries({ queryKey: ['policies'] });
  };
  return (
    <Section title={words.policy}>
      <ul className="policies">
        {(data ?? []).map(({ id, version, name, adopted }) => (
          <li key={id}>
            <span>
              {name} <Code small>{`${id} ${version}`}</Code>
            </span>
            {adopted ? (
              <State mark="proven" word={words.adopted} size={20} />
            ) : (
              <Act label={`${words.adopt}, ${name}`} disabled={bench.session === undefined || call.busy} onPress={() => void adopt(id)}>
                {words.adopt}
              </Act>
            )}
          </li>
        ))}
      </ul>
      <Refused words={call.refused} />
    </Section>
  );
}

function BayMap(): ReactElement {
  return (
    <Section title={screens.bays.title}>
      <p className="quiet">{screens.bays.settings}</p>
      <Anchor className="act act-plain" href="/bays">
        {screens.bays.open}
      </Anchor>
    </Section>
  );
}

function Practice(): ReactElement {
  const { station } = useBench();
  const practising = station.mode === 'practice';
  return (
    <Section title={words.practice}>
      <p className="quiet">{words.practiceMore}</p>
      <a className="act act-plain" href={practising ? '/' : '/practice'}>
        {practising ? words.practiceLeave : words.practiceOpen}
      </a>
    </Section>
  );
}

function About(): ReactElement {
  const { station } = useBench();
  return (
    <Section title={words.about}>
      <p>
        <Code>{station.id}</Code>
      </p>
      <p>
        <Code>{`${screens.app.name} ${station.version}`}</Code>
      </p>
    </Section>
  );
}

function DeviceCards(): ReactElement {
  return (
    <Section title={deviceText.cards}>
      <p className="quiet">{deviceText.cardsMore}</p>
      <ul className="cards paper">
        {deviceClass.options.map((device) => (
          <li key={device}>
            <p className="card-word">{deviceWords[device]}</p>
            <Barcode text={deviceCode(device)} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Cards(): ReactElement {
  return (
    <Section title={words.cards}>
      <div className="cards-head">
        <p className="quiet">{words.cardsMore}</p>
        <Act onPress={() => window.print()}>{words.cardsPrint}</Act>
      </div>
      <ul className="cards paper">
        {commands.map((command) => (
          <li key={command}>
            <p className="card-word">{commandWord(command)}</p>
            <Barcode text={commandCode(command)} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
