import { type ChunkQueue, readEnvelope } from './chunk-message.ts';

/**
 * Chunks go to one of two queues: a target outside takes a second where the record store takes a millisecond, and must not
 * hold up those that only wait for that.
 */
export function queueByDirection(inbound: ChunkQueue, outbound: ChunkQueue): ChunkQueue {
  return {
    async send(bodies) {
      const [toTargets, toStore] = [true, false].map((isOutbound) =>
        bodies.filter((body) => (readEnvelope(body).outbound === true) === isOutbound),
      );
      if (toStore && toStore.length > 0) await inbound.send(toStore);
      if (toTargets && toTargets.length > 0) await outbound.send(toTargets);
    },
  };
}
