/**
 * Who stops mail to a member or an address waits for messages to them whose end is being written, and those
 * wait for whoever stops them: a lock that both take, since the row that says "stop" may not exist yet.
 * `$1` is the member's id, or the address. To be named in a `from`, before the row is written.
 */
export const TURN_OF_MEMBER = turnOf("'member:' || $1::text");

/** The same for an address. */
export const TURN_OF_ADDRESS = turnOf("'address:' || lower($1::text)");

function turnOf(key: string): string {
  return `(select pg_advisory_xact_lock(hashtextextended(${key}, 0))) as turn`;
}
