export interface ExportLimits {
  /** A run of at most so many entities in so many chunks is exported within the request that asks for it. */
  readonly entitiesInRequest: number;
  readonly chunksInRequest: number;
  /** Chunks in one part at the most. */
  readonly chunksPerPart: number;
  /** A part begins another file when one has come to this. */
  readonly bytesPerFile: number;
  /** Whoever took a part on within a request, or off the queue, has done it by then or will not. */
  readonly patienceInRequestMs: number;
  readonly patienceOnQueueMs: number;
}

export const exportLimits: ExportLimits = {
  // 0.15 s of a core (measured) and as long for their blocks: about a second on the third of one that the API has.
  entitiesInRequest: 20_000,
  // A slow source makes chunks of a few records each: a block takes a read whatever is in it.
  chunksInRequest: 256,
  // At most 256,000 records, of which a spreadsheet (1,048,576 rows) takes four times as many.
  chunksPerPart: 256,
  // Held in memory twice while it is put. 256,000 rows come to 60 MB, and to twice that where all of them were updated.
  bytesPerFile: 64 * 1024 * 1024,
  // The API's time-out, and a second.
  patienceInRequestMs: 30_000,
  // The worker's time-out of two minutes, and one in which a message waits for a free worker.
  patienceOnQueueMs: 180_000,
};
