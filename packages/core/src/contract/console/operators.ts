import { z } from "zod";
import { text } from "../primitives.ts";

/** Roles in the console, the weakest first: look; act on orders; manage operators, erasures and the policy. */
export const OPERATOR_ROLES = ["viewer", "operator", "admin"] as const;

/** What somebody may do in the console. */
export const OperatorRole = z.enum(OPERATOR_ROLES);

/** What somebody may do in the console. */
export type OperatorRole = z.infer<typeof OperatorRole>;

/** The least length of a password. */
const PASSWORD_MIN = 12;
const PASSWORD_MAX = 128;

const Password = text(PASSWORD_MAX).min(PASSWORD_MIN);
const Mail = z.email().max(254);

/** Who is signed in. */
export const SignedIn = z
  .object({
    operatorId: z.string(),
    name: z.string().describe("The name in the timeline"),
    email: z.string(),
    role: OperatorRole,
    sessionId: z.string(),
  })
  .meta({ id: "SignedIn" });

/** Who is signed in. */
export type SignedIn = z.infer<typeof SignedIn>;

/** Body of `POST /console/api/session`. */
export const PostSignIn = z
  .strictObject({ email: Mail, password: text(PASSWORD_MAX) })
  .meta({ id: "PostSignIn" });

/** Body of `POST /console/api/session`. */
export type PostSignIn = z.infer<typeof PostSignIn>;

/** Ways to sign in. */
export const SignInOptions = z
  .object({ openId: z.string().nullable().describe("The provider's name, if one is set up") })
  .meta({ id: "SignInOptions" });

/** Body of `POST /console/api/password`. */
export const PostPassword = z
  .strictObject({ current: text(PASSWORD_MAX), next: Password })
  .meta({ id: "PostPassword" });

/** Body of `POST /console/api/password`. */
export type PostPassword = z.infer<typeof PostPassword>;

/** One session of a signed-in person. */
export const ConsoleSession = z
  .object({
    sessionId: z.string(),
    operatorId: z.string(),
    name: z.string(),
    email: z.string(),
    signedInAt: z.string(),
    expiresAt: z.string(),
    ipAddress: z.string().nullable(),
    userAgent: z.string().nullable(),
    isCurrent: z.boolean(),
  })
  .meta({ id: "ConsoleSession" });

/** One session of a signed-in person. */
export type ConsoleSession = z.infer<typeof ConsoleSession>;

/** Valid sessions, the latest first. */
export const ConsoleSessions = z
  .object({ items: z.array(ConsoleSession) })
  .meta({ id: "ConsoleSessions" });

/** A person who may sign in, or once could. */
export const ConsoleOperator = z
  .object({
    operatorId: z.string(),
    name: z.string(),
    email: z.string(),
    role: OperatorRole,
    isDisabled: z.boolean(),
    createdAt: z.string(),
    sessions: z.int().describe("How many are valid now"),
  })
  .meta({ id: "ConsoleOperator" });

/** A person who may sign in, or once could. */
export type ConsoleOperator = z.infer<typeof ConsoleOperator>;

/** All operators, by name. */
export const ConsoleOperators = z
  .object({ items: z.array(ConsoleOperator) })
  .meta({ id: "ConsoleOperators" });

/** Body of `POST /console/api/operators`. */
export const PostOperator = z
  .strictObject({ email: Mail, name: text(100), role: OperatorRole })
  .meta({ id: "PostOperator" });

/** Body of `POST /console/api/operators`. */
export type PostOperator = z.infer<typeof PostOperator>;

/** A new operator, with the password, which is shown only once. */
export const NewOperator = z
  .object({ operatorId: z.string(), email: z.string(), password: z.string() })
  .meta({ id: "NewOperator" });

/** A new operator, with the password, which is shown only once. */
export type NewOperator = z.infer<typeof NewOperator>;

/** Body of `PUT /console/api/operators/{operatorId}`. */
export const PutOperator = z
  .strictObject({ role: OperatorRole, isDisabled: z.boolean() })
  .meta({ id: "PutOperator" });

/** Body of `PUT /console/api/operators/{operatorId}`. */
export type PutOperator = z.infer<typeof PutOperator>;
