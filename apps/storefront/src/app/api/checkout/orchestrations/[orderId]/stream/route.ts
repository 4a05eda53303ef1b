import { isBypassed } from "@/server/bypass";
import { openOrchestrationStream } from "@/server/followthrough-api";
import { PRIVATE, problemResponse } from "@/server/problem";
import { closedBy, readKey } from "@/server/shopper-order";
import { shopperStream } from "@/server/shopper-stream";

/**
 * Passes the API's stream of one order on to its shopper. When one side closes, the other one is closed too:
 * the API's when the browser leaves, the browser's when the API ends.
 */
export async function GET(
  request: Request,
  { params }: { readonly params: Promise<{ orderId: string }> },
): Promise<Response> {
  const { orderId } = await params;
  if (isBypassed()) return new Response(null, { status: 204, headers: PRIVATE });
  const access = await readKey(orderId);
  if (!access.open) return problemResponse(access.why);
  const upstream = await openOrchestrationStream(
    access.key,
    request.headers.get("last-event-id"),
    request.signal,
  );
  if (!upstream.ok) return problemResponse(closedBy(upstream.refusal));
  return new Response(shopperStream(upstream.value), {
    headers: { ...PRIVATE, "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" },
  });
}
