import { useEffect, useState, type ReactElement } from 'react';

/**
 * A Code 128 barcode with its text below (`shown`, where the text itself cannot be read by people), always dark on white so
 * that any scanner reads it in either theme.
 */
export function Barcode({
  text,
  shown = text,
  height = 10,
}: {
  readonly text: string;
  readonly shown?: string;
  readonly height?: number;
}): ReactElement {
  const [drawn, draw] = useState<{ readonly text: string; readonly svg: string }>();
  useEffect(() => {
    let current = true;
    void import('bwip-js/browser').then(({ default: bwip }) => {
      if (current) draw({ text, svg: sized(bwip.toSVG({ bcid: 'code128', text, height, scale: 2, includetext: false }), height * 6) });
    });
    return () => {
      current = false;
    };
  }, [text, height]);
  return (
    <figure className="barcode">
      <div
        className="bars"
        style={{ height: `${height * 6}px` }}
        dangerouslySetInnerHTML={{ __html: drawn?.text === text ? drawn.svg : '' }}
      />
      <figcaption>{shown}</figcaption>
    </figure>
  );
}

/** One and a half pixels a module: wide enough for a hand scanner at a screen, narrow enough for a long command. */
const unitPx = 0.75;

function sized(svg: string, heightPx: number): string {
  const [, width] = /viewBox="0 0 (\d+) /.exec(svg) ?? [];
  return svg.replace(
    '<svg ',
    `<svg preserveAspectRatio="none" shape-rendering="crispEdges" width="${Number(width ?? 0) * unitPx}" height="${heightPx}" aria-hidden="true" `,
  );
}
