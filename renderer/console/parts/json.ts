export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** The value of a JSON text, or nothing where the text is no JSON. */
export function parsedJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json; // JSON.parse gives nothing else
  } catch {
    return undefined;
  }
}
