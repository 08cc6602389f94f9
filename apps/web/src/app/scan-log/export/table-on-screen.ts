import type { Words } from '../../core/words';
import { columnsOf } from '../columns';
import type { ScanLogStore } from '../store';
import type { Exported, Table } from './table';
import { tableOf } from './table';

/** Rows in the columns that are on screen, with their names. */
export function tableOnScreen(rows: readonly Exported[], store: ScanLogStore, words: Words): Table {
  const say = (key: string): string => words.say(key);
  const names = { kind: say('note.kind'), scan: say('column.scan'), note: say('note.label'), by: say('note.by') };
  return tableOf(rows, columnsOf(store.columnIds()), ({ id }) => say(`column.${id}`), {
    words: names,
    needed: columnsOf(['start', 'comment']),
  });
}
