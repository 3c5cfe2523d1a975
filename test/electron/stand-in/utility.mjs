import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/** Gives the station's program the `process.parentPort` that Electron would. */
const port = new EventEmitter();
port.postMessage = (message) => parentPort.postMessage(message);
parentPort.on('message', ({ message, ports }) => port.emit('message', { data: message, ports }));
process.parentPort = port;

await import(pathToFileURL(workerData.program).href);
