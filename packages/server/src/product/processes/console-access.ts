import type { OperatorAccess } from "../../access/access.ts";
import { openOperatorAccess } from "../../access/open-access.ts";
import { openPlainPool } from "../../platform/postgres/database.ts";
import type { Config } from "../config.ts";
import type { ServerSecrets } from "../secrets.ts";

/** Who may sign in to the console, over connections of its own. The caller closes it. */
export function openAccess(
  { publicApiUrl, openId }: Config,
  { linkSecret }: Pick<ServerSecrets, "linkSecret">,
  url: string,
): OperatorAccess {
  const pool = openPlainPool(url);
  return openOperatorAccess({ pool, publicUrl: publicApiUrl, secret: linkSecret, openId });
}
