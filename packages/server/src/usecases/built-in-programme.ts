import type { LedgerOperation } from "@followthrough/core/domain";
import type { Pool } from "../db/database.ts";
import { readMemberLoyalty } from "../db/loyalty-holds.ts";
import type { LoyaltyProvider, ProviderAnswer } from "../loyalty/loyalty-provider.ts";
import type { OperateLedger } from "./operate-ledger.ts";

/** Our own ledger as a programme among others. Its orders need no asking: they move points in their transactions. */
export function createBuiltInProgramme(pool: Pool, ledger: OperateLedger): LoyaltyProvider {
  async function ask(memberId: string | null, operation: LedgerOperation): Promise<ProviderAnswer> {
    const answer = await ledger({ memberId, operation });
    return answer.ok ? { ok: true } : { ok: false, code: answer.code };
  }
  return {
    hold: ({ memberId, ...request }) => ask(memberId, { kind: "hold", ...request }),
    extend: (holdId, expiresAt) => ask(null, { kind: "extend", holdId, expiresAt }),
    capture: (holdId, points, key) => ask(null, { kind: "capture", holdId, points, key }),
    release: (holdId, key) => ask(null, { kind: "release", holdId, key }),
    async balance(memberId) {
      const stored = await readMemberLoyalty(pool, memberId);
      if (stored === null) return null;
      const { posted, pending, holds } = stored;
      return {
        posted,
        pending,
        holds: holds.map(({ holdId, points, state }) => ({
          holdId,
          points,
          isActive: state === "active",
        })),
      };
    },
  };
}
