import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const memorySchema = z.object({
  port: z.int().min(1).max(65_535),
  /** What the CRM takes as its bearer token. */
  token: z.string().min(1),
  day: z.int().nonnegative(),
});

/** What the demo keeps between two starts on the same data. */
export type DemoMemory = z.infer<typeof memorySchema>;

const fileIn = (dataDirectory: string): string => join(dataDirectory, 'demo.json');

/** Null where there is none, or none that can be read: then the demo begins anew. */
export async function readMemory(dataDirectory: string): Promise<DemoMemory | null> {
  try {
    const memory = memorySchema.safeParse(JSON.parse(await readFile(fileIn(dataDirectory), 'utf8')));
    return memory.success ? memory.data : null;
  } catch {
    return null;
  }
}

/** Readable by its owner only, and whole at any moment. */
export async function writeMemory(dataDirectory: string, memory: DemoMemory): Promise<void> {
  const file = fileIn(dataDirectory);
  await mkdir(dataDirectory, { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(memory), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
