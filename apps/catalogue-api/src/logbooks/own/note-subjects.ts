/** What can be noted by itself, without a person. */
export const NOTE_SUBJECTS = ['scan-starts', 'scan-ends', 'machine'] as const;
export type NoteSubject = (typeof NOTE_SUBJECTS)[number];
