import { MessageCopy, OrderPage } from "@followthrough/core/contract";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "../../api/ask.ts";

/** Everything about one order. */
export const orderQuery = (orderId: string) =>
  queryOptions({
    queryKey: ["order", orderId],
    queryFn: () => ask(OrderPage, `/orders/${encodeURIComponent(orderId)}`),
    // Changes to the order are announced; the progress of a mail is not.
    refetchInterval: 15_000,
  });

/** A message as it went out. */
export const messageQuery = (messageId: string) =>
  queryOptions({
    queryKey: ["message", messageId],
    queryFn: () => ask(MessageCopy, `/messages/${encodeURIComponent(messageId)}`),
    staleTime: Number.POSITIVE_INFINITY,
  });
