/**
 * Days after which an object may be made to expire. S3 knows expiry only as a rule of the bucket, so each has a rule
 * there, which goes by the tag `days`.
 */
export const expiryDays = [1, 3, 7, 14, 30, 60, 90, 180, 365] as const;

export const expiryTag = 'days';
