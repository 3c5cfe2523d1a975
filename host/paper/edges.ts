import { page } from './sheet.ts';

/** Edges of what is printed, in points. */
export const left = page.margin;
export const right = page.width - page.margin;
/** Below this line stand only the words of the page's edge. */
export const bottom = page.height - 60;
