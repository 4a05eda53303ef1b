/** What the names of Better Auth's cookies begin with. */
export const COOKIE_PREFIX = "__Host-followthrough";

/** The cookie that a session is. */
export const SESSION_COOKIE = `${COOKIE_PREFIX}.session_token`;

/** Where the door names who sent a request; what a client claims under this name is overwritten. */
export const SENDER_HEADER = "x-followthrough-sender";
