/** Better Auth's names for the columns of operators; our own migration creates the tables. */
export const OPERATOR_FIELDS = {
  modelName: "operators",
  fields: { emailVerified: "email_verified", createdAt: "created_at", updatedAt: "updated_at" },
  additionalFields: {
    role: { type: "string", required: true, input: false, defaultValue: "viewer" },
    disabledAt: { type: "date", required: false, input: false, fieldName: "disabled_at" },
  },
} as const;

/** The same for sessions. */
export const SESSION_FIELDS = {
  modelName: "operator_sessions",
  fields: {
    userId: "operator_id",
    expiresAt: "expires_at",
    ipAddress: "ip_address",
    userAgent: "user_agent",
    createdAt: "created_at",
    updatedAt: "updated_at",
  },
} as const;

/** The same for accounts. */
export const ACCOUNT_FIELDS = {
  modelName: "operator_accounts",
  fields: {
    userId: "operator_id",
    accountId: "account_id",
    providerId: "provider_id",
    accessToken: "access_token",
    refreshToken: "refresh_token",
    idToken: "id_token",
    accessTokenExpiresAt: "access_token_expires_at",
    refreshTokenExpiresAt: "refresh_token_expires_at",
    createdAt: "created_at",
    updatedAt: "updated_at",
  },
} as const;

/** The same for the state of a sign-in in progress. */
export const VERIFICATION_FIELDS = {
  modelName: "operator_verifications",
  fields: { expiresAt: "expires_at", createdAt: "created_at", updatedAt: "updated_at" },
} as const;
