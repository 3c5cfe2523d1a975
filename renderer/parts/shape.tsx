import type { ReactElement } from 'react';
import type { Mark } from '../words/states.ts';

/** What is done in millionths, or that a running drive gives no figure. */
type Done = number | 'unread';

/** The six shapes of state, drawn on a 24-unit square. The word always stands beside it, so the shape is silent. */
export function Shape({
  mark,
  size = 24,
  ppm,
}: {
  readonly mark: Mark;
  readonly size?: number;
  readonly ppm?: Done | undefined;
}): ReactElement {
  return (
    <svg className={`shape ink-${mark}`} width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true" focusable="false">
      {figure(mark, ppm)}
    </svg>
  );
}

function figure(mark: Mark, ppm: Done | undefined): ReactElement {
  switch (mark) {
    case 'waiting':
      return <rect x="4.25" y="4.25" width="15.5" height="15.5" stroke="currentColor" strokeWidth="2.5" />;
    case 'running':
      return <Ring ppm={ppm} />;
    case 'proven':
      return (
        <>
          <circle cx="12" cy="12" r="10" fill="currentColor" />
          <path d="M7 12.4l3.4 3.4L17 9" stroke="var(--knock, var(--plate))" strokeWidth="2.75" />
        </>
      );
    case 'stopped':
      return (
        <>
          <path d="M7.9 2h8.2L22 7.9v8.2L16.1 22H7.9L2 16.1V7.9z" fill="currentColor" />
          <path d="M7 12h10" stroke="var(--knock, var(--plate))" strokeWidth="3" />
        </>
      );
    case 'disputed':
      return (
        <>
          <path d="M12 1.8L22.2 12 12 22.2 1.8 12z" stroke="currentColor" strokeWidth="2.25" />
          <path d="M12 1.8L22.2 12 12 22.2z" fill="currentColor" />
        </>
      );
    case 'unknown':
      return <circle cx="12" cy="12" r="8.75" stroke="currentColor" strokeWidth="2.5" strokeDasharray="4.6 4.56" />;
  }
}

/** A ring that fills by what is done. It turns only for a drive that runs and gives no figure; as a sign it stands still. */
function Ring({ ppm }: { readonly ppm: Done | undefined }): ReactElement {
  const around = 2 * Math.PI * 9;
  const done = typeof ppm === 'number' ? ppm / 1_000_000 : 0.25;
  return (
    <>
      <circle cx="12" cy="12" r="9" stroke="currentColor" strokeWidth="1.5" />
      <circle
        className={ppm === 'unread' ? 'ring-turns' : undefined}
        cx="12"
        cy="12"
        r="9"
        stroke="currentColor"
        strokeWidth="5"
        strokeDasharray={`${done * around} ${around}`}
        transform={ppm === 'unread' ? undefined : 'rotate(-90 12 12)'}
      />
    </>
  );
}

/** Shape and word together. */
export function State({
  mark,
  word,
  ppm,
  size = 24,
}: {
  readonly mark: Mark;
  readonly word: string;
  readonly ppm?: Done | undefined;
  readonly size?: number;
}): ReactElement {
  return (
    <span className={`state ink-${mark}`}>
      <Shape mark={mark} ppm={ppm} size={size} />
      <span>{word}</span>
    </span>
  );
}
