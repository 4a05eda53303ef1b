import { PostFollowed } from "@followthrough/core/contract";
import { postFollowed } from "@/server/followthrough-api";
import { PRIVATE, problemResponse } from "@/server/problem";
import { readKey } from "@/server/shopper-order";

/** Passes on that a shopper came back by a prompt's link. Requires the order's token. */
export async function POST(
  request: Request,
  { params }: { readonly params: Promise<{ orderId: string }> },
): Promise<Response> {
  const { orderId } = await params;
  const access = await readKey(orderId);
  if (!access.open) return problemResponse(access.why);
  const body = PostFollowed.safeParse(await request.json().catch(() => null));
  if (body.success) await postFollowed(access.key, body.data);
  return new Response(null, { status: 204, headers: PRIVATE });
}
