import type { ReactElement } from 'react';
import type { Sketch } from '../../../domain/policy/sketch.ts';
import { Act } from '../../parts/act.tsx';
import { Field, Section } from '../../parts/field.tsx';
import { aboutForm, partForm } from '../../words/console/policy-drafts.ts';
import { ToldList } from './parts.tsx';
import { OriginChoice, type PartEditor } from './rules.tsx';
import { NamesField, NumberField } from './ticks.tsx';

const mostNotes = 32;

/** What the policy is called, and its statements in plain words. */
export function About({ sketch, told, onChange }: Pick<PartEditor, 'sketch' | 'told' | 'onChange'>): ReactElement {
  const put = (more: Partial<Sketch>, field?: string): void => onChange({ ...sketch, ...more }, field);
  const { notes } = sketch;
  return (
    <>
      <Section title={aboutForm.names}>
        <ToldList told={told} />
        <div className="policy-names">
          <Field
            label={aboutForm.id}
            hint={aboutForm.idHint}
            mono
            value={sketch.id}
            onChange={(id) => put({ id: id.slice(0, 60) }, 'id')}
          />
          <NumberField
            label={aboutForm.version}
            value={sketch.version}
            least={1}
            most={999_999_999}
            onChange={(version) => put({ version }, 'version')}
          />
          <Field label={aboutForm.name} value={sketch.name} onChange={(name) => put({ name: name.slice(0, 80) }, 'name')} />
          <Field
            label={aboutForm.standard}
            value={sketch.standard}
            onChange={(standard) => put({ standard: standard.slice(0, 120) }, 'standard')}
          />
          <OwnSites sketch={sketch} onChange={onChange} />
        </div>
      </Section>
      <Section title={aboutForm.notes}>
        <p className="quiet">{notes.length === 0 ? aboutForm.none : aboutForm.notesLead}</p>
        <ol className="policy-notes">
          {notes.map((note, at) => (
            // A note has no name of its own: its place is what it is.
            <li key={at}>
              <label className="field">
                <span>{aboutForm.note(at + 1)}</span>
                <textarea
                  className="input policy-note"
                  maxLength={300}
                  value={note.text}
                  onChange={({ target }) => put({ notes: notes.toSpliced(at, 1, { text: target.value, origin: 'own' }) }, `note ${at}`)}
                />
              </label>
              <div className="policy-note-foot">
                <OriginChoice value={note.origin} onChange={(origin) => put({ notes: notes.toSpliced(at, 1, { ...note, origin }) })} />
                <Act label={`${partForm.remove}: ${aboutForm.note(at + 1)}`} onPress={() => put({ notes: notes.toSpliced(at, 1) })}>
                  {partForm.remove}
                </Act>
              </div>
            </li>
          ))}
        </ol>
        <Act disabled={notes.length >= mostNotes} onPress={() => put({ notes: [...notes, { text: '', origin: 'own' }] })}>
          {aboutForm.add}
        </Act>
      </Section>
    </>
  );
}

/** The sites that the policy is for. A scope by tenants, which a file may bring, stays as it is or goes. */
function OwnSites({ sketch: { scope, ...others }, onChange }: Pick<PartEditor, 'sketch' | 'onChange'>): ReactElement {
  const { sites = [], tenants } = scope ?? {};
  const put = (next: readonly string[], whose: typeof tenants, field?: string): void => {
    const own = { ...(next.length === 0 ? {} : { sites: [...next] }), ...(whose === undefined ? {} : { tenants: whose }) };
    // A policy for everybody has no such member: it keeps the hash that it had before there was any.
    onChange(Object.keys(own).length === 0 ? others : { ...others, scope: own }, field);
  };
  return (
    <>
      <NamesField label={aboutForm.sites} hint={aboutForm.sitesHint} values={sites} onChange={(next) => put(next, tenants, 'sites')} />
      {tenants === undefined ? null : (
        <div className="acts">
          <p>{aboutForm.formless}</p>
          <Act onPress={() => put(sites, undefined)}>{aboutForm.without}</Act>
        </div>
      )}
    </>
  );
}
