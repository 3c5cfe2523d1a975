import packageFile from '../package.json' with { type: 'json' };

/** The version of this build: on every certificate and in every heartbeat. */
export const version: string = packageFile.version;
