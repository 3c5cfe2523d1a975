import { join } from 'node:path';
import type { PhotoShelf } from '../../contract/photos.ts';
import type { ListReader } from '../../contract/ports.ts';
import { openOriginals } from '../../exchange/shelf/originals.ts';
import { keepBytes, listReader } from './list-reader.ts';

/** What comes in as files, kept under its hash: lists that were read, and photos. */
export function fileShelves(root: string): { readonly lists: ListReader; readonly photos: PhotoShelf } {
  return { lists: listReader(join(root, 'imports', 'files')), photos: photoShelf(join(root, 'photos')) };
}

function photoShelf(folder: string): PhotoShelf {
  return {
    keep: (bytes, sha256) => keepBytes(folder, bytes, sha256),
    read: (sha256) => openOriginals(folder).read(sha256),
  };
}
