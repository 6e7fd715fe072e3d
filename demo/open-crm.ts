import { randomBytes } from 'node:crypto';
import type { CrmOptions, CrmServer } from './crm-server.ts';
import { startCrm } from './crm-server.ts';
import type { DemoMemory } from './memory.ts';
import { readMemory, writeMemory } from './memory.ts';

export interface OpenedCrm {
  readonly crm: CrmServer;
  readonly token: string;
  /** True where nothing was remembered, so that the token is one nobody knows yet. */
  readonly isNew: boolean;
}

/**
 * Starts the CRM that belongs to a data directory: the first time on any free port, later on the same one and a day
 * on. Where that port is taken by now it moves to another.
 */
export async function openCrm(dataDirectory: string, latencyMs?: number): Promise<OpenedCrm> {
  const remembered = await readMemory(dataDirectory);
  const token = remembered?.token ?? `crm_${randomBytes(18).toString('base64url')}`;
  const day = remembered === null ? 0 : remembered.day + 1;

  let memory: DemoMemory | undefined;
  let written = Promise.resolve();
  const remember = (changed: DemoMemory): void => {
    memory = changed;
    // One after the other, so that the last day is the one that stays. A disk that is full spoils no demo.
    written = written.then(() => writeMemory(dataDirectory, changed)).catch(() => undefined);
  };
  const crm = await startOnPort(remembered?.port ?? 0, {
    token,
    day,
    ...(latencyMs === undefined ? {} : { latencyMs }),
    onAdvance: (today) => memory && remember({ ...memory, day: today }),
  });
  remember({ port: crm.port, token, day });
  await written;
  return {
    crm: {
      ...crm,
      close: async () => {
        await crm.close();
        await written;
      },
    },
    token,
    isNew: remembered === null,
  };
}

async function startOnPort(port: number, options: CrmOptions): Promise<CrmServer> {
  try {
    return await startCrm({ ...options, port });
  } catch (error) {
    if (port === 0 || !(error instanceof Error && 'code' in error)) throw error;
    return startCrm({ ...options, port: 0 });
  }
}
