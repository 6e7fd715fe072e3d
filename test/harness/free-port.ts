import { randomInt } from 'node:crypto';
import { reservePort } from '../../local/emulators/listen.ts';
import { RuntimeProblem } from '../../local/problem.ts';

/**
 * Linux gives whoever asks for any port, and every outgoing connection, one from here on (ip_local_port_range; other
 * systems begin higher).
 */
const firstEphemeralPort = 32_768;
const firstPort = 20_000;

/**
 * A port that is free, for a process that listens on it only later: a port that the system hands out may by then have
 * been handed to another. Two tests may still choose the same, once in thousands of times.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(firstPort, firstEphemeralPort);
    const isFree = await reservePort(port).catch((thrown: unknown) => {
      if (thrown instanceof RuntimeProblem) return null;
      throw thrown;
    });
    if (isFree !== null) return port;
  }
}
