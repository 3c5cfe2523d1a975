import { syncBuiltinESMExports } from 'node:module';
import zlib from 'node:zlib';

/*
 * Imported before the code that is played. What Node's threads undo at their own pace would let a seed be two stories,
 * so here it is undone on the spot; the work is the platform's own all the same.
 */

type Done = (error: Error | null, result?: Buffer) => void;

function onTheSpot(work: (input: zlib.InputType, options: zlib.ZlibOptions) => Buffer) {
  return (input: zlib.InputType, ...rest: readonly (zlib.ZlibOptions | Done)[]): void => {
    const done = rest.at(-1) as Done; // as Node has it
    const options = typeof rest[0] === 'object' ? rest[0] : {};
    let result: Buffer;
    try {
      result = work(input, options);
    } catch (cause) {
      return done(cause instanceof Error ? cause : new Error(String(cause)));
    }
    done(null, result);
  };
}

Object.assign(zlib, { gunzip: onTheSpot(zlib.gunzipSync), gzip: onTheSpot(zlib.gzipSync) });
syncBuiltinESMExports();
