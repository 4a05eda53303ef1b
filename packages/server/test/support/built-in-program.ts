import { type LedgerOperation, pointsDebt } from "@followthrough/core/domain";
import type { ApplyOperation } from "../../src/ledger/apply-operations.ts";
import type { PointsProgram, ProgramAnswer } from "../../src/ledger/points-program.ts";
import { readMemberLoyalty } from "../../src/ledger/sql/holds.ts";
import type { Pool } from "../../src/platform/postgres/database.ts";

/** Our own ledger as one of the points programs. Orders send it no requests: they move points in their transactions. */
export function createBuiltInProgram(pool: Pool, ledger: ApplyOperation): PointsProgram {
  async function ask(memberId: string | null, operation: LedgerOperation): Promise<ProgramAnswer> {
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
        debt: pointsDebt({ posted, pending }),
        holds: holds.map(({ holdId, points, state }) => ({
          holdId,
          points,
          isActive: state === "active",
        })),
      };
    },
  };
}
