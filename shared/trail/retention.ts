/** The hot copy of the trail lives this long. */
export const hotDays = 7;

/** When what is written now leaves the tables, in epoch seconds: the unit of DynamoDB's TTL. */
export const expiryOf = (now: number): number => Math.floor(now / 1000) + hotDays * 86_400;

/** TTL deletes up to two days late; a reader treats an expired item as gone. */
export const isExpired = (expiresAt: number, now: number): boolean => expiresAt * 1000 <= now;
