import { join } from 'node:path';
import type { AnswerShelf } from '../../contract/answers.ts';
import type { PhotoShelf } from '../../contract/photos.ts';
import type { ListReader } from '../../contract/ports.ts';
import { openOriginals } from '../../exchange/shelf/originals.ts';
import { answerShelf } from './answer-shelf.ts';
import { keepBytes, listReader } from './list-reader.ts';

/** What comes in as files, kept under its hash: lists that were read, photos, and what vendors sent back. */
export function fileShelves(root: string): { readonly lists: ListReader; readonly photos: PhotoShelf; readonly answers: AnswerShelf } {
  return {
    lists: listReader(join(root, 'imports', 'files')),
    photos: photoShelf(join(root, 'photos')),
    answers: answerShelf(join(root, 'answers')),
  };
}

function photoShelf(folder: string): PhotoShelf {
  return {
    keep: (bytes, sha256) => keepBytes(folder, bytes, sha256),
    read: (sha256) => openOriginals(folder).read(sha256),
  };
}
