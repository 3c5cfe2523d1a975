import { registerHooks } from 'node:module';

/** Leads `electron` to the stand-in, in this process and in the worker that plays the utility process. */
registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'electron') return next(specifier, context);
    return { url: new URL('electron.mjs', import.meta.url).href, format: 'module', shortCircuit: true };
  },
});
