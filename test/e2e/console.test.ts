import { consoleMainPath } from './console-main-path.ts';

/** The console as a real registry serves it over SQLite. */
consoleMainPath();
