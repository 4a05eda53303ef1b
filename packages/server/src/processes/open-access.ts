import type { Config } from "../config.ts";
import { openPlainPool } from "../db/database.ts";
import type { OperatorAccess } from "../operators/access.ts";
import { openOperatorAccess } from "../operators/open-access.ts";
import type { ServerSecrets } from "../secrets.ts";

/** Who may come into the console, over connections of its own. The caller closes it. */
export function openAccess(
  { publicApiUrl, openId }: Config,
  { linkSecret }: Pick<ServerSecrets, "linkSecret">,
  url: string,
): OperatorAccess {
  const pool = openPlainPool(url);
  return openOperatorAccess({ pool, publicUrl: publicApiUrl, secret: linkSecret, openId });
}
