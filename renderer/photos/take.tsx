import { useEffect, useRef, useState, type ReactElement } from 'react';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { Act } from '../parts/act.tsx';
import { Field } from '../parts/field.tsx';
import { Code } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useCall, useStation } from '../station.tsx';
import { photoText } from '../words/photos.ts';
import { base64Of, pictureOf, type Picture } from './picture.ts';

/** Shoots with the station's camera, or takes a file, shows what will be kept with its hash, and keeps it. */
export function TakePhoto({ subject, onClose }: { readonly subject: string; readonly onClose: () => void }): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const [picture, setPicture] = useState<Picture>();
  const [note, setNote] = useState('');
  const [trouble, setTrouble] = useState<string>();
  const show = (made: Picture | undefined): void => {
    setPicture(made);
    setTrouble(made === undefined ? photoText.tooLarge : undefined);
  };
  const keep = async ({ from, sha256, bytes }: Picture): Promise<void> => {
    const noted = note.trim() === '' ? {} : { note: note.trim() };
    if (await call.run(() => station.photos.keep({ subject, from, sha256, base64: base64Of(bytes), ...noted }))) onClose();
  };
  const fromFile = async (files: FileList | null): Promise<void> => {
    const file = files?.item(0) ?? undefined;
    if (file === undefined) return;
    const image = await createImageBitmap(file).catch(() => undefined);
    if (image === undefined) setTrouble(photoText.notPicture);
    else show(await pictureOf('file', image, image.width, image.height));
  };
  return (
    <Sheet title={photoText.take} onClose={onClose} wide>
      {picture === undefined ? <Camera onShot={show} onTrouble={setTrouble} /> : <Shot picture={picture} />}
      {trouble === undefined ? null : <p role="status">{trouble}</p>}
      <div className="acts">
        {picture === undefined ? null : <Act onPress={() => setPicture(undefined)}>{photoText.again}</Act>}
        <FileTrigger acceptedFileTypes={['image/jpeg', 'image/png', 'image/webp']} onSelect={(files) => void fromFile(files)}>
          <Act onPress={() => undefined}>{photoText.file}</Act>
        </FileTrigger>
      </div>
      <p className="small quiet">{photoText.more}</p>
      {picture === undefined ? null : (
        <>
          <Field label={photoText.note} value={note} onChange={setNote} />
          <Refused words={call.refused} />
          <Act kind="main" disabled={call.busy} onPress={() => void keep(picture)}>
            {photoText.keep}
          </Act>
        </>
      )}
    </Sheet>
  );
}

function Shot({ picture }: { readonly picture: Picture }): ReactElement {
  return (
    <figure className="photo">
      <img src={picture.url} alt={photoText.from[picture.from]} />
      <figcaption className="small">
        {photoText.hash} <Code small>{picture.sha256}</Code>
      </figcaption>
    </figure>
  );
}

/** The live picture. The camera is let go as soon as nobody looks through it. */
function Camera({
  onShot,
  onTrouble,
}: {
  readonly onShot: (picture: Picture | undefined) => void;
  readonly onTrouble: (words: string) => void;
}): ReactElement {
  const video = useRef<HTMLVideoElement>(null);
  const [ready, setReady] = useState(false);
  const trouble = useRef(onTrouble);
  trouble.current = onTrouble;
  useEffect(() => {
    let over = false;
    let stream: MediaStream | undefined;
    const stop = (): void => stream?.getTracks().forEach((track) => track.stop());
    const start = async (): Promise<void> => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1600 }, facingMode: 'environment' }, audio: false });
      if (over) stop();
      else if (video.current !== null) video.current.srcObject = stream;
    };
    start().catch(() => (over ? undefined : trouble.current(photoText.noCamera)));
    return () => {
      over = true;
      stop();
    };
  }, []);
  const shoot = async (): Promise<void> => {
    const from = video.current;
    if (from !== null) onShot(await pictureOf('camera', from, from.videoWidth, from.videoHeight));
  };
  return (
    <div className="photo">
      <video ref={video} autoPlay playsInline muted aria-label={photoText.camera} onPlaying={() => setReady(true)} />
      {ready ? null : <p className="quiet">{photoText.starting}</p>}
      <Act kind="main" disabled={!ready} onPress={() => void shoot()}>
        {photoText.shoot}
      </Act>
    </div>
  );
}
