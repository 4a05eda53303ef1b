"use client";

import { useEffect, useRef } from "react";

/** Moves the focus to the cart when a line goes, since the button that removed it goes with it. */
export function FocusAfterRemoval({ lines }: { readonly lines: number }) {
  const before = useRef(lines);
  useEffect(() => {
    if (lines < before.current) document.getElementById("main")?.focus();
    before.current = lines;
  }, [lines]);
  return null;
}
