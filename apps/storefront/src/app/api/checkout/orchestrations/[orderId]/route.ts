import { PRIVATE, problemResponse } from "@/server/problem";
import { readShopperOrder } from "@/server/shopper-order";

/** Answers where an order stands, to the shopper who holds its token and to nobody else. */
export async function GET(
  request: Request,
  { params }: { readonly params: Promise<{ orderId: string }> },
): Promise<Response> {
  const { orderId } = await params;
  const read = await readShopperOrder(orderId, request.headers.get("if-none-match"));
  if (!read.open) return problemResponse(read.why);
  const headers = new Headers(PRIVATE);
  if (read.etag !== null) headers.set("ETag", read.etag);
  if (read.orchestration === null) return new Response(null, { status: 304, headers });
  return Response.json(read.orchestration, { headers });
}
