"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";

/**
 * Details whose contents are read again when they are opened: the banner beside them follows the order, and a payment
 * may have arrived since the page was made.
 */
export function RefreshingDetails(props: {
  readonly className: string;
  /** Whether it is open at first. */
  readonly isOpen?: boolean;
  readonly summary: ReactNode;
  readonly children: ReactNode;
}) {
  const router = useRouter();
  return (
    <details
      className={props.className}
      open={props.isOpen}
      onToggle={(event) => {
        if (event.currentTarget.open) router.refresh();
      }}
    >
      {props.summary}
      {props.children}
    </details>
  );
}
