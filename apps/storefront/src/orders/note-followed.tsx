"use client";

import { useEffect } from "react";

/**
 * Says that a shopper came back by a prompt's link, so that the shop knows what its prompts do. From the page
 * and not from the address: a mail scanner that follows links opens no page. The address forgets the prompt, so
 * that a reload says nothing more.
 */
export function NoteFollowed(props: { readonly orderId: string; readonly promptId: string }) {
  const { orderId, promptId } = props;
  useEffect(() => {
    const address = new URL(window.location.href);
    address.searchParams.delete("from");
    window.history.replaceState(window.history.state, "", address);
    const path = `/api/checkout/orchestrations/${encodeURIComponent(orderId)}/followed`;
    void fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ notificationId: promptId }),
      keepalive: true,
    }).catch(() => {
      // A figure that lacks one; the shopper is told nothing of it.
    });
  }, [orderId, promptId]);
  return null;
}
