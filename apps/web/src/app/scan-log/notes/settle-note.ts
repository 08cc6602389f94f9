import { inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { Problem } from '../../core/problem';
import { Words } from '../../core/words';
import type { ConflictData, OtherVersion } from '../annotations';
import type { NoteEdit } from './notes';

/** Somebody else was faster: both versions side by side. Answers what is there, and what shall be; nothing when it is left for later. */
export function settleNote(): (edit: NoteEdit, problem: Problem) => Promise<{ theirs: string; text: string } | null> {
  const dialogs = inject(MatDialog);
  const words = inject(Words);
  return async (edit, problem) => {
    const theirs = (problem.more.body as { current?: OtherVersion } | undefined)?.current ?? { value: '' };
    const { ConflictDialog } = await import('../conflict.dialog');
    const data: ConflictData = { title: words.say('note.conflict'), isText: true, mine: edit.text, theirs };
    const dialog = dialogs.open<InstanceType<typeof ConflictDialog>, ConflictData, { value: unknown } | null>(
      ConflictDialog,
      { data, width: '640px' },
    );
    const choice = await firstValueFrom(dialog.afterClosed(), { defaultValue: undefined });
    if (choice === undefined) return null;
    const there = String(theirs.value ?? '');
    return { theirs: there, text: choice === null ? there : String(choice.value ?? '') };
  };
}
