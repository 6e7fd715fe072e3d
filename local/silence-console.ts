import { format } from 'node:util';
import { openLog } from './runtime-log.ts';

/**
 * Sends what the emulators print, and Node's warnings about them, to the runtime's log: the terminal is for what the
 * start itself has to say.
 */
export function silenceConsole(dataDirectory: string): void {
  const log = openLog(dataDirectory, 'runtime');
  for (const method of ['debug', 'info', 'log', 'warn', 'error', 'trace'] as const) {
    console[method] = (...parts: unknown[]) => log(format(...parts));
  }
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log(String(warning)));
}
