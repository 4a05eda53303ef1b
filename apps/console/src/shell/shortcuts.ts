import { useEffect, useRef } from "react";

/** What each key does, in lower case: a key's name, or `mod+` one of them (Ctrl, or Command on a Mac). */
export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** Listens to keys while the component is mounted, except while the operator types or a dialog is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return;
      const isMod = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      const name = isMod ? `mod+${key}` : key;
      const act = latest.current[name];
      if (act === undefined || isBusy(event.target, isMod)) return;
      // A button or a link that has the focus does what it says.
      if (key === "enter" && event.target instanceof Element && event.target.closest("button,a"))
        return;
      event.preventDefault();
      act(event);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

function isBusy(target: EventTarget | null, isMod: boolean): boolean {
  if (document.querySelector('[role="dialog"],[role="alertdialog"]') !== null) return true;
  if (isMod || !(target instanceof HTMLElement)) return false;
  return target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
}
