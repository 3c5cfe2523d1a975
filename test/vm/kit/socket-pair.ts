import koffi from 'koffi';

const unixFamily = 1;
const stream = 1;

/** Two descriptors of one connection. Node has no call for it. */
export function socketPair(): readonly [number, number] {
  // The prototype is the type of the result: koffi cannot tell it to the compiler.
  const call = koffi.load('libc.so.6').func('int socketpair(int domain, int type, int protocol, _Out_ int *sockets)') as (
    domain: number,
    type: number,
    protocol: number,
    sockets: Int32Array,
  ) => number;
  const sockets = new Int32Array(2);
  if (call(unixFamily, stream, 0, sockets) !== 0) throw new Error('no pair of sockets');
  return [sockets[0] ?? -1, sockets[1] ?? -1];
}
