/**
 * Name of the registry of a station that has none: its events are signed and chained, and stay on its machine. When it
 * joins a registry with the same event key, it tells them again there; the name can never be somebody's real one.
 */
export const aloneRegistry = 'alone.custos';
