// The peer: PouchDB replicating into express-pouchdb on LevelDB over HTTP, one process for each end.
// `serve FOLDER` answers with its port on a line of stdout; `push URL FOLDER FILE` fills a local database with the
// documents of FILE (NDJSON), replicates it, and prints {documents, ms} of the replication alone.
import { readFileSync } from 'node:fs';
import express from 'express';
import expressPouchDB from 'express-pouchdb';
import PouchDB from 'pouchdb';

const [role, ...rest] = process.argv.slice(2);
if (role === 'serve') {
  const [folder = ''] = rest;
  const app = express();
  const Kept = PouchDB.defaults({ prefix: `${folder}/` });
  app.use('/', expressPouchDB(Kept, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: `${folder}/log.txt` }));
  const server = app.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
} else {
  const [url = '', folder = '', file = ''] = rest;
  const documents = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const local = new PouchDB(`${folder}/local`);
  for (let at = 0; at < documents.length; at += 1000) await local.bulkDocs(documents.slice(at, at + 1000));
  const begun = performance.now();
  const { ok, docs_written: written } = await local.replicate.to(`${url}/log`, { batch_size: 1000, batches_limit: 4 });
  const ms = performance.now() - begun;
  await local.close();
  process.stdout.write(`${JSON.stringify({ documents: ok ? written : 0, ms })}\n`);
}
