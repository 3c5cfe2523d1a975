export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const themeKey = 'custos.theme';

/** The surface chosen on this computer. */
export function theme(): Theme {
  const kept = localStorage.getItem(themeKey);
  return themes.find((name) => name === kept) ?? 'system';
}

export function setTheme(next: Theme): void {
  localStorage.setItem(themeKey, next);
  applyTheme(next);
}

/** Puts the choice on the page; `system` leaves it to the computer. */
export function applyTheme(chosen: Theme): void {
  if (chosen === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
}
