"use client";

import { useEffect } from "react";

/**
 * Reports that a shopper came back by a prompt's link, so that the shop knows what its prompts do. The page reports
 * it, not the link: a mail scanner that follows links runs no scripts. The prompt is then removed from the URL, so that
 * a reload reports nothing.
 */
export function NoteFollowed(props: { readonly orderId: string; readonly promptId: string }) {
  const { orderId, promptId } = props;
  useEffect(() => {
    const url = new URL(window.location.href);
    url.searchParams.delete("from");
    window.history.replaceState(window.history.state, "", url);
    const path = `/api/checkout/orchestrations/${encodeURIComponent(orderId)}/followed`;
    void fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ notificationId: promptId }),
      keepalive: true,
    }).catch(() => {
      // One click is missing from a statistic; the shopper doesn't need to know.
    });
  }, [orderId, promptId]);
  return null;
}
