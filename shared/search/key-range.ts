import { type Hash64, hashToHex } from '../fingerprints/hash.ts';

const everyKey = 2 ** 32;

/** The keys whose first word is from one value to another, exclusive. */
export interface KeyRange {
  readonly from: number;
  readonly to: number;
}

/** The keys of one of so many partitions. */
export const rangeOf = (number: number, partitions: number): KeyRange => ({
  from: (number * everyKey) / partitions,
  to: ((number + 1) * everyKey) / partitions,
});

export const isWithin = ({ from, to }: KeyRange, { high }: Hash64): boolean => from <= high && high < to;

export const partitionOf = ({ high }: Hash64, partitions: number): number => Math.floor((high / everyKey) * partitions);

/** The first key with this first word. */
export const toHex = (high: number): string => hashToHex({ high, low: 0 });
