/** The prefix of the names of Better Auth's cookies. */
export const COOKIE_PREFIX = "__Host-followthrough";

/** The cookie of a session. */
export const SESSION_COOKIE = `${COOKIE_PREFIX}.session_token`;

/** The header in which our routes pass the sender's address; a client's own value is overwritten. */
export const SENDER_HEADER = "x-followthrough-sender";
