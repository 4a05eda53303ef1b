/** What the reader chose; `system` follows their system. */
export type Theme = "system" | "light" | "dark";

const KEY = "followthrough.theme";

/** The choice of last time. */
export function readTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "system";
}

/** Shows the page in it, now and next time. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  localStorage.setItem(KEY, theme);
}
