import { z } from "zod";

/** What a job queue has to do: insert so many jobs that do nothing, and complete them. */
export const Jobs = z.object({ databaseUrl: z.string(), jobs: z.number() });

/** How long it took, without the time for analyzing, and how many jobs were left over. */
export const JobsDone = z.object({ seconds: z.number(), left: z.number() });
