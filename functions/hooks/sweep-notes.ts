import { sweepNotesDependencies } from '../../shared/aws/bound-hooks.ts';
import { sweepNotes } from '../../shared/hooks/sweep-notes.ts';

export const handler = () => sweepNotes(sweepNotesDependencies());
