import type { AnnounceDependencies } from '../hooks/hooked-work.ts';
import type { ReceiveDependencies } from '../hooks/receive-hook.ts';
import type { SweepNotesDependencies } from '../hooks/sweep-notes.ts';
import type { WorkOffDependencies } from '../hooks/work-off-notes.ts';
import {
  hookedWork,
  hookNotes,
  hooks,
  integrations,
  keys,
  locks,
  now,
  orgSettings,
  runs,
  secretBox,
  workflow,
} from './bound.ts';

export const announceDependencies = (): AnnounceDependencies => ({
  notes: hookNotes(),
  hookedWork: hookedWork(),
  now,
});

export const receiveDependencies = (): ReceiveDependencies => ({
  ...announceDependencies(),
  hooks: hooks(),
  integrations: integrations(),
  secretBox: secretBox(),
});

export const sweepNotesDependencies = (): SweepNotesDependencies => ({
  ...announceDependencies(),
  integrations: integrations(),
});

export const workOffDependencies = (): WorkOffDependencies => ({
  ...announceDependencies(),
  integrations: integrations(),
  keys: keys(),
  locks: locks(),
  retention: (org) => orgSettings().retention(org),
  runs: runs(),
  workflow: workflow(),
});
